"""What hatch_build.py makes, and that it makes the same again."""

import gzip
import hashlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # has no types
import pytest
from fontTools.ttLib import TTFont
from fontTools.unicode import Unicode

import hatch_build
from tests.assets.workshop import ROOT

TEXT = ["app.css", "app.js", "bare.js", "icons.svg", "map.svg", "logo.svg"]
LITHUANIAN = "ąčęėįšųūžĄČĘĖĮŠŲŪŽ„“–…€"


def built(static: Path) -> dict[str, str]:
    manifest: dict[str, str] = json.loads((static / "manifest.json").read_text())
    return manifest


def everything(static: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in static.iterdir()}


def packed_size(static: Path, name: str) -> int:
    return (static / f"{built(static)[name]}.gz").stat().st_size


def run(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, str(root / "hatch_build.py")], stderr=subprocess.PIPE, text=True
    )


def test_every_file_is_named_by_its_bytes(static: Path) -> None:
    manifest = built(static)

    assert set(manifest) == {*TEXT, "inter-latin.woff2", "inter-ext.woff2"}
    for name, hashed in manifest.items():
        digest = hashlib.sha256((static / hashed).read_bytes()).hexdigest()[:12]
        stem, suffix = name.split(".")
        assert hashed == f"{stem}.{digest}.{suffix}"


@pytest.mark.parametrize("name", TEXT)
def test_beside_each_text_lie_its_compressed_twins(static: Path, name: str) -> None:
    path = static / built(static)[name]

    assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()
    assert brotli.decompress(path.with_name(path.name + ".br").read_bytes()) == path.read_bytes()


def test_the_style_sheet_asks_for_the_fonts_by_their_hashed_names(static: Path) -> None:
    manifest = built(static)
    css = (static / manifest["app.css"]).read_text()

    asked = set(re.findall(r"url\(([^)]+)\)", css))

    assert asked == {manifest["inter-latin.woff2"], manifest["inter-ext.woff2"]}


def test_the_same_sources_give_the_same_bytes(static: Path, elsewhere: Path) -> None:
    hatch_build.make_all(elsewhere)

    assert everything(elsewhere / "tracker" / "static") == everything(static)


def test_a_second_run_builds_nothing_and_takes_under_a_second(static: Path) -> None:
    before = (static / "manifest.json").stat().st_mtime_ns
    began = time.monotonic()

    hatch_build.make_all(ROOT)

    assert time.monotonic() - began < 1
    assert (static / "manifest.json").stat().st_mtime_ns == before


def test_a_change_of_style_renames_only_the_style_sheet(elsewhere: Path) -> None:
    hatch_build.make_all(elsewhere)
    static = elsewhere / "tracker" / "static"
    before = built(static)
    with (elsewhere / "tracker" / "assets" / "css" / "4-pages.css").open("a") as sheet:
        sheet.write(".added { color: var(--text); }")

    hatch_build.make_all(elsewhere)

    after = built(static)
    assert {name for name in after if after[name] != before[name]} == {"app.css"}
    assert not (static / before["app.css"]).exists()


def test_a_lost_file_is_built_again(elsewhere: Path) -> None:
    hatch_build.make_all(elsewhere)
    static = elsewhere / "tracker" / "static"
    lost = static / built(static)["map.svg"]
    lost.unlink()

    hatch_build.make_all(elsewhere)

    assert lost.is_file()


def test_two_builds_at_once_both_succeed(elsewhere: Path, static: Path) -> None:
    both = [run(elsewhere), run(elsewhere)]

    errors = [build.communicate()[1] for build in both]

    assert [build.returncode for build in both] == [0, 0], errors
    assert everything(elsewhere / "tracker" / "static") == everything(static)


def test_a_broken_script_stops_the_build_and_keeps_what_was_built(elsewhere: Path) -> None:
    hatch_build.make_all(elsewhere)
    before = everything(elsewhere / "tracker" / "static")
    (elsewhere / "tracker" / "assets" / "js" / "theme.js").write_text("const = ;")

    build = run(elsewhere)
    error = build.communicate()[1]

    assert build.returncode == 1
    assert "failed with code" in error
    assert "Traceback" not in error
    assert everything(elsewhere / "tracker" / "static") == before


def test_no_lock_names_a_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())

    for package in lock["packages"].values():
        assert "resolved" not in package
        assert package.get("integrity") or "name" in package
    for path in [ROOT / ".npmrc", *(ROOT / "requirements").glob("*.txt")]:
        assert "://" not in path.read_text(), path


def test_the_fonts_hold_what_the_style_sheet_says() -> None:
    css = (ROOT / "tracker" / "assets" / "css" / "1-tokens.css").read_text()

    stated = [re.sub(r"\s+", " ", found) for found in re.findall(r"unicode-range:([^;]+);", css)]

    assert [found.strip() for found in stated] == [
        ranges for _, ranges in hatch_build.FONTS.values()
    ]


def test_the_fonts_have_every_lithuanian_letter_in_all_weights(static: Path) -> None:
    fonts = [TTFont(static / built(static)[name]) for name in hatch_build.FONTS]

    letters = set().union(*(font.getBestCmap() for font in fonts))

    missing = [Unicode[ord(letter)] for letter in LITHUANIAN if ord(letter) not in letters]
    assert missing == []
    for font in fonts:
        (axis,) = (axis for axis in font["fvar"].axes if axis.axisTag == "wght")
        assert (axis.minValue, axis.maxValue) == hatch_build.WEIGHTS


def test_the_sprite_has_the_listed_icons_and_no_other(static: Path) -> None:
    listed = (ROOT / "tracker" / "assets" / "icons.txt").read_text().split()
    sprite = (static / built(static)["icons.svg"]).read_text()

    assert re.findall(r'<symbol id="([^"]+)"', sprite) == listed
    assert listed == sorted(set(listed))


def test_the_map_is_one_outline_that_the_server_can_put_dots_on(static: Path) -> None:
    drawn = (static / built(static)["map.svg"]).read_text()

    assert '<symbol id="land" viewBox="0 0 503 232">' in drawn
    corners = re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", drawn)
    assert len(corners) > 500
    assert all(-2 <= float(x) <= 505 and -2 <= float(y) <= 234 for x, y in corners)
    taipei = ((121.5 + 14) * 0.766 * 4, (66 - 25.0) * 4)
    nearest = min(abs(float(x) - taipei[0]) + abs(float(y) - taipei[1]) for x, y in corners)
    assert nearest < 4  # Taiwan is there, and where the arithmetic says


def test_what_the_browser_gets_keeps_to_the_budget(static: Path) -> None:
    htmx = (ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.esm.min.js").read_bytes()

    assert packed_size(static, "app.css") <= 12_000
    assert packed_size(static, "app.js") - len(gzip.compress(htmx, 9)) <= 6_000
    assert packed_size(static, "bare.js") <= 2_000
    assert packed_size(static, "icons.svg") <= 5_000
    assert packed_size(static, "map.svg") <= 6_000
    assert (
        sum((static / built(static)[name]).stat().st_size for name in hatch_build.FONTS) <= 38_000
    )
