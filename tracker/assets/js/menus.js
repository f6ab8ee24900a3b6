// Menus are <details>: they close on Escape and on a press outside, one open at a time; dialogs open by data-open.
import { $, $$, on } from "./dom.js";

function closeBut(kept) {
  for (const menu of $$("details.menu[open]")) if (menu !== kept) menu.open = false;
}

document.addEventListener("click", (event) => closeBut(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]") ?? $("details.menu[open]");
  if (menu) {
    menu.open = false;
    $("summary", menu).focus();
  } else if (location.hash === "#menu") {
    location.hash = "main";
  }
});
on("click", "[data-open]", (opener, event) => {
  const dialog = document.getElementById(opener.dataset.open);
  if (!dialog) return;
  event.preventDefault();
  closeBut(null);
  dialog.showModal();
});
on("click", "dialog", (dialog, event) => { if (event.target === dialog) dialog.close(); });
on("click", "[data-print]", () => window.print());
