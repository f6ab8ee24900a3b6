// The bulk bar is shown by the style sheet; here it counts, and one box ticks them all.
import { $, $$, on } from "./dom.js";

const boxes = () => $$("[name='ids']").filter((box) => box.offsetParent);

function refresh() {
  const all = boxes(), ticked = all.filter((box) => box.checked).length;
  for (const place of $$(".bulk [data-count=checked]")) place.textContent = ticked;
  const whole = $("[data-check-all]");
  if (!whole) return;
  whole.checked = ticked > 0 && ticked === all.length;
  whole.indeterminate = ticked > 0 && ticked < all.length;
}

on("change", "[name='ids']", refresh);
on("change", "[data-check-all]", (whole) => {
  for (const box of boxes()) box.checked = whole.checked;
  refresh();
});
on("reset", ".bulk", () => setTimeout(refresh));
refresh();
