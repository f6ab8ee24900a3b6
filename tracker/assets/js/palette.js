// Ctrl K: commands the server listed, and records it finds as one types.
import { $, $$, fold, on } from "./dom.js";

const WAIT = 150, LEAST = 2;
const palette = $("#palette");
const input = palette && $("input", palette);
const list = palette && $("[role=listbox]", palette);
const commands = palette ? $$("[role=option]", list) : [];
let timer, asked;

const shown = () => $$("[role=option]:not([hidden])", list);
const chosen = () => $("[aria-selected=true]:not([hidden])", list);

function choose(option) {
  for (const other of $$("[aria-selected=true]", list)) other.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option?.id ?? "");
  $("[data-none]", palette).hidden = Boolean(option);
}

function filter() {
  const words = fold(input.value).split(/\s+/);
  for (const option of commands) option.hidden = !words.every((word) => fold(option.textContent).includes(word));
  for (const option of shown()) if (!commands.includes(option)) option.remove();
  choose(shown()[0]);
}

async function find() {
  asked?.abort();
  const q = input.value.trim();
  if (q.length < LEAST || !palette.dataset.quick) return;
  asked = new AbortController();
  try {
    const answer = await fetch(`${palette.dataset.quick}?q=${encodeURIComponent(q)}`, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const found = document.createElement("template");
    found.innerHTML = await answer.text();
    $$("[role=option]", found.content).forEach((option, at) => {
      option.id = `hit-${at}`;
      option.setAttribute("aria-selected", "false");
      list.append(option);
    });
    if (!chosen()) choose(shown()[0]);
  } catch { /* a later letter, or no connection: the commands are still there */ }
}

export function openPalette() {
  if (!palette) return;
  if (!palette.open) palette.showModal();
  input.select();
  filter();
}

if (palette) {
  on("click", "[data-palette]", (_opener, event) => { event.preventDefault(); openPalette(); });
  palette.addEventListener("input", () => {
    filter();
    clearTimeout(timer);
    timer = setTimeout(find, WAIT);
  });
  palette.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = shown();
      choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.href = chosen().dataset.href;
    }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.href = option.dataset.href;
  });
}
