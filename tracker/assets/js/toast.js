// One toast at a time; it stays 10 s and waits while hovered or focused. The server draws it.
import { $ } from "./dom.js";

const STAY = 10_000;
const box = $("[data-toasts]");
let timer;

function arm() {
  clearTimeout(timer);
  timer = setTimeout(() => box.replaceChildren(), STAY);
}

/** Show one of the layout's templates (offline, failed, signin), if it has them; `retry` does the thing again, and
 *  `words` replace what the template says. */
export function show(name, retry, words) {
  const toast = $(`template[data-toast="${name}"]`)?.content.firstElementChild.cloneNode(true);
  if (!toast) return false;
  if (words) $("span", toast).textContent = words;
  const again = $("[data-retry]", toast);
  again?.addEventListener("click", () => { toast.remove(); retry(); });
  if (!retry) again?.remove();
  box.replaceChildren(toast);
  return true;
}

if (box) {
  const first = box.firstElementChild;
  if (first) {
    // A live region speaks only of what changes after the page is there.
    first.remove();
    setTimeout(() => box.append(first), 100);
  }
  new MutationObserver(() => {
    while (box.children.length > 1) box.firstElementChild.remove();
    if (box.firstElementChild) arm();
  }).observe(box, { childList: true });
  for (const type of ["mouseenter", "focusin"]) box.addEventListener(type, () => clearTimeout(timer));
  for (const type of ["mouseleave", "focusout"]) box.addEventListener(type, arm);
}

// Ctrl Z presses the toast's own button, unless something is being typed.
document.addEventListener("keydown", (event) => {
  const undo = $("[data-toasts] form[data-undo]");
  if (!undo || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  if (event.target.closest("input, textarea, [contenteditable]")) return;
  event.preventDefault();
  undo.requestSubmit();
});
