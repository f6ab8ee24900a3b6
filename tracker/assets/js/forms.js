// Forms: a second press does nothing, offline nothing typed is lost, what is wrong takes the focus.
import { $, on } from "./dom.js";
import { show } from "./toast.js";

const isHtmx = (form) => form.hasAttribute("hx-post") || form.hasAttribute("hx-get");

// Before htmx hears of it: a second press while the first is on its way would wait its turn there.
on("submit", "form", (form, event) => {
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (form.method === "post" && !isHtmx(form)) {
    if (!navigator.onLine && show("offline", () => form.requestSubmit(event.submitter))) event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  }
}, true);

// A page taken from memory by the back button starts afresh.
addEventListener("pageshow", () => { for (const form of document.forms) form.removeAttribute("aria-busy"); });

/** Focus the error summary, if there is one. */
export function focusErrors() {
  const summary = $("[data-error-summary]");
  summary?.focus();
  return Boolean(summary);
}

focusErrors();

// A button that copies what a field holds; where the browser keeps the clipboard shut, the field is left selected.
on("click", "[data-copy]", async (button) => {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  button.querySelector("span").textContent = button.dataset.copied;
});
