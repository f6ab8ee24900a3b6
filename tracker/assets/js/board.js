// The board: drag a card, or choose in its menu; both send the same form, and a refusal puts the card back.
import htmx from "htmx.org";
import { $, $$, add, focus, on } from "./dom.js";
import { taken } from "./requests.js";

const moves = new WeakMap(); // request -> where the card was
let held;

const columnOf = (stage) => $(`.col[data-stage="${CSS.escape(stage)}"]`);
const openerOf = (card) => $("[data-move]", card);

/** The card's move form: borrowed from the board's template when it is first needed. */
function formOf(card) {
  let form = $(".panel", card);
  if (form) return form;
  form = $("template[data-move-menu]").content.firstElementChild.cloneNode(true);
  form.action = card.dataset.card;
  form.setAttribute("hx-post", card.dataset.card);
  form.setAttribute("hx-select", `#${card.id}`);
  form.elements.version.value = card.dataset.version;
  for (const button of $$("button", form)) button.hidden = button.value === card.dataset.stage;
  form.hidden = true;
  $(".menu", card).append(form);
  htmx.process(form);
  return form;
}

function closeMenus(kept) {
  for (const opener of $$("[data-move][aria-expanded=true]")) {
    if (opener === kept) continue;
    opener.setAttribute("aria-expanded", "false");
    $(".panel", opener.parentElement).hidden = true;
  }
}

function put(card, column, before) {
  const list = $("ul", column);
  add($("[data-count]", card.closest(".col")), -1);
  list.insertBefore(card, before === undefined ? list.firstElementChild : before);
  add($("[data-count]", column), 1);
}

on("click", "[data-move]", (opener, event) => {
  event.preventDefault();
  const form = formOf(opener.closest(".ticket"));
  closeMenus(opener);
  form.hidden = !form.hidden;
  opener.setAttribute("aria-expanded", String(!form.hidden));
  if (!form.hidden) $("button:not([hidden])", form).focus();
});
document.addEventListener("click", (event) => { if (!event.target.closest(".ticket .menu")) closeMenus(); });
document.addEventListener("keydown", (event) => {
  const opener = $("[data-move][aria-expanded=true]");
  if (event.key !== "Escape" || !opener) return;
  closeMenus();
  opener.focus();
});

on("dragstart", ".ticket", (card, event) => {
  held = card;
  event.dataTransfer.setData("text/plain", card.id); // Firefox drags nothing otherwise
  card.classList.add("dragging");
});
on("dragend", ".ticket", (card) => { card.classList.remove("dragging"); for (const col of $$(".col.over")) col.classList.remove("over"); });
on("dragover", ".col", (column, event) => { if (held) { event.preventDefault(); column.classList.add("over"); } });
on("dragleave", ".col", (column, event) => { if (!column.contains(event.relatedTarget)) column.classList.remove("over"); });
on("drop", ".col", (column, event) => {
  event.preventDefault();
  if (!held || held.closest(".col") === column) return;
  const form = formOf(held), button = $$("button", form).find((one) => one.value === column.dataset.stage);
  if (button) form.requestSubmit(button);
  held = undefined;
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const card = ctx.sourceElement.closest?.(".ticket"), column = columnOf(ctx.request.submitter?.value ?? "");
  if (!card || ctx.request.submitter?.name !== "stage") return;
  moves.set(ctx, { card, from: card.closest(".col"), before: card.nextElementSibling });
  closeMenus();
  if (column) put(card, column); else card.hidden = true;
});
// An answer without this card (another page, say) leaves it where it was put.
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  for (const task of tasks) if (moves.has(ctx) && task.type === "main" && !task.fragment.firstElementChild) task.swapSpec.style = "none";
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const { card, from, before } = moves.get(ctx) ?? {};
  if (!card) return;
  const now = document.getElementById(card.id) ?? card;
  if (!taken(ctx)) {
    now.hidden = false;
    const place = now === card ? from : columnOf(now.dataset.stage) ?? from;
    if (now.closest(".col") !== place) put(now, place, before?.parentElement === $("ul", place) ? before : null);
  }
  focus(openerOf(now));
});
