// Done and later: the row says so at once, the focus goes to the next row, a refusal puts it back, undo returns to it.
import { $, $$, add, focus } from "./dom.js";
import { taken } from "./requests.js";

const settled = new WeakMap(); // request -> the row, and the rows the focus may go to
let last = "";

const byId = (id) => document.getElementById(id);
const countOf = (row) => $("[data-count]", row.closest("section") ?? row);
const tickOf = (row) => row && ($("[data-done]", row) ?? $("a, button", row) ?? row);

function settle(ctx, row) {
  const rows = $$("[data-task]"), at = rows.indexOf(row);
  settled.set(ctx, { row, then: [...rows.slice(at + 1), ...rows.slice(0, at).reverse()].map((other) => other.id) });
  last = row.id;
  for (const menu of $$("details[open]", row)) menu.open = false;
  row.classList.add("done");
  add(countOf(row), -1);
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  const row = form.matches?.("[data-settle]") && form.closest("[data-task]");
  if (row) settle(ctx, row);
  else if (form.matches?.("[data-undo]")) ctx.returnTo = form.dataset.undo || last;
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.returnTo && taken(ctx)) focus(tickOf(byId(ctx.returnTo)));
  const { row, then } = settled.get(ctx) ?? {};
  if (!row) return;
  if (taken(ctx)) return focus(tickOf(byId(then.find(byId) ?? "")));
  row.classList.remove("done");
  add(countOf(row), 1);
  focus(tickOf(row));
});
