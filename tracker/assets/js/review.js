// A report under review: the pair of mark and proposal lights up, the foot counts, "certain" are accepted at once.
import { $, $$, on } from "./dom.js";

const chosen = (row) => $("input[type=radio]:checked", row)?.value ?? "wait";

function count() {
  const rows = $$("[data-proposal]");
  for (const place of $$("[data-review-foot] [data-count]")) {
    place.textContent = rows.filter((row) => chosen(row) === place.dataset.count).length;
  }
}

function light(id) {
  for (const lit of $$(".lit")) lit.classList.remove("lit");
  for (const half of ["mark", "fact"]) document.getElementById(`${half}-${id}`)?.classList.add("lit");
}

on("click", "[href^='#mark-'], [href^='#fact-']", (link, event) => {
  event.preventDefault();
  const other = document.getElementById(link.hash.slice(1));
  if (!other) return;
  light(link.hash.split("-").slice(1).join("-"));
  other.scrollIntoView({ block: "center" });
  (other.matches("a") ? other : $("a, input", other))?.focus({ preventScroll: true });
});
on("change", "[data-proposal] input[type=radio]", (radio) => {
  radio.closest("[data-proposal]").classList.toggle("rejected", radio.value === "reject");
  count();
});
on("click", "[data-accept]", (button, event) => {
  event.preventDefault(); // without script it is sent, and the server does the same
  for (const row of $$(`[data-proposal][data-confidence="${button.dataset.accept}"]`)) {
    if (chosen(row) === "wait") $("input[value=accept]", row).checked = true;
  }
  count();
});
const fields = (part) => $$("[data-edit-field]", part.closest("[data-proposal]"));
on("click", "[data-edit]", (button) => {
  const [first, ...rest] = fields(button);
  if (!first) return;
  for (const field of [...rest, first]) field.hidden = !field.hidden;
  button.setAttribute("aria-expanded", String(!first.hidden));
  if (!first.hidden) (first.matches("label") ? $("input", first) : first).focus();
});
on("input", "input[data-edit-field], textarea[data-edit-field]", (field) => {
  $("[data-value]", field.closest("[data-proposal]")).textContent = field.value;
});
for (const field of $$("[data-edit-field]")) field.hidden = true;
count();
