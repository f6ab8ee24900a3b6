// What is true of every htmx request: it says when it failed, and never leaves the focus on nothing.
import { $, focus } from "./dom.js";
import { focusErrors } from "./forms.js";
import { show } from "./toast.js";

const TYPED_WRONG = 422; // the one refusal that is swapped in: the form again, with its errors

/** Did the server take it? */
export const taken = (ctx) => ctx.response?.status < 400;

function retry({ sourceElement, request }) {
  return () => {
    if (!sourceElement.isConnected) return;
    if (sourceElement.requestSubmit) sourceElement.requestSubmit(request.submitter);
    else sourceElement.click();
  };
}

/** The server's own words for a refusal, from whatever page it answered with. */
function refusal(text) {
  return text && $("[data-refusal]", new DOMParser().parseFromString(text, "text/html"))?.textContent.trim();
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => ctx.sourceElement.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  ctx.sourceElement.removeAttribute("aria-busy");
  const status = ctx.response?.status;
  if (status === 401) return show("signin");
  if (!(status >= 400) || status === TYPED_WRONG) return;
  const words = refusal(ctx.text);
  show("failed", words ? undefined : retry(ctx), words);
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx) show(ctx.response ? "failed" : "offline", retry(ctx));
});
document.addEventListener("htmx:after:swap", () => setTimeout(() => {
  if (!focusErrors() && document.activeElement === document.body) focus($("main [autofocus]"));
}));
