// Keys: never while typing, never bare with a modifier; <body data-keys="off"> switches the bare ones off (WCAG 2.1.4).
// An element says its own key: data-key="n", data-key="g t".
import { $, $$ } from "./dom.js";
import { openPalette } from "./palette.js";

const PLACE = "[data-done], [name='ids'], a, button";
const LEAD = /\/leads\/\d+$/; // the address of a lead's page
let chord = "";

const rows = () => $$("[data-row]").filter((row) => row.offsetParent);

function walk(step) {
  const all = rows(), at = all.findIndex((row) => row.contains(document.activeElement));
  const row = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  if (row) $(PLACE, row).focus();
}

/** A call is written down in the lead's own form: on its page at once, from a row by way of its page. */
function writeCall() {
  const row = document.activeElement.closest("[data-row]"), form = $("form#write");
  const lead = row && $$("a[href]", row).find((link) => LEAD.test(link.pathname));
  if (lead) location.href = `${lead.pathname}?write=call`;
  else if (form) {
    form.elements.kind.value = "call";
    form.elements.text.focus();
  }
}

const deeds = {
  c: writeCall,
  j: () => walk(1),
  k: () => walk(-1),
  x: () => {
    const row = document.activeElement.closest("[data-row]");
    if (row) $("[data-done], [name='ids']", row)?.click();
  },
  "/": () => {
    const box = $(".top input[type=search]");
    if (box?.offsetParent) box.focus(); else openPalette();
  },
  "?": () => $("#keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && key === "k") {
    event.preventDefault();
    return openPalette();
  }
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off" || $("dialog[open]")) return;
  const said = chord + key;
  chord = key === "g" && !chord ? "g " : "";
  const link = $(`[data-key="${CSS.escape(said)}"]`);
  if (!link && !deeds[said]) return;
  event.preventDefault();
  if (link) link.click(); else deeds[said]();
});
