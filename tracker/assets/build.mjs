// What needs Node: one style sheet, two script bundles, the icon sprite and the land outline.
// Usage: node tracker/assets/build.mjs OUT. Names, hashes, fonts and compression: hatch_build.py.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { geoPath, geoProjection } from "d3-geo";
import { build, transform } from "esbuild";
import { feature } from "topojson-client";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "..", "node_modules");
const out = process.argv[2];
const read = (...parts) => readFileSync(join(...parts), "utf8");

async function styles() {
  const sheets = readdirSync(join(here, "css")).filter((name) => name.endsWith(".css")).sort();
  const { code } = await transform(sheets.map((name) => read(here, "css", name)).join("\n"), { loader: "css", minify: true });
  writeFileSync(join(out, "app.css"), code);
}

async function scripts() {
  await build({
    entryPoints: [join(here, "js", "app.js"), join(here, "js", "bare.js")],
    outdir: out, bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none",
  });
}

// The icons listed, each one a symbol; `.icon` in the style sheet gives stroke and colour.
function icons() {
  const symbols = read(here, "icons.txt").trim().split("\n").map((name) => {
    const drawn = read(modules, "@tabler/icons/icons/outline", `${name}.svg`).replace(/<!--[\s\S]*?-->/g, "");
    const inside = drawn.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "").replace(/\s*\n\s*/g, "").replaceAll(" />", "/>");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`;
  });
  writeFileSync(join(out, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

// Equirectangular, true at 40° N: x = (lon + 14) * 0.766 * 4, y = (66 - lat) * 4, so that the
// server places a dot with one line of arithmetic (see docs/frontend.md).
function map() {
  const [width, height] = [503, 232];
  const world = JSON.parse(read(modules, "world-atlas/land-110m.json"));
  const projection = geoProjection((lon, lat) => [lon * 0.766, lat])
    .scale(4 * 180 / Math.PI).translate([14 * 0.766 * 4, 66 * 4]).precision(0)
    .clipExtent([[-2, -2], [width + 2, height + 2]]);
  const land = geoPath(projection).digits(1)(feature(world, world.objects.land));
  writeFileSync(join(out, "map.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg"><symbol id="land" viewBox="0 0 ${width} ${height}"><path d="${land}"/></symbol></svg>`);
}

mkdirSync(out, { recursive: true });
await Promise.all([styles(), scripts()]);
icons();
map();
