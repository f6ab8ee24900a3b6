// The few words the other modules share.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Run `act(element, event)` for `type` events on what matches, now and in anything swapped in later. */
export function on(type, selector, act, options) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) act(element, event);
  }, options);
}

/** Lower case without marks, so that "zemaityte" finds "Žemaitytė". */
export const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** Focus `element`, or the page's main part: a swap never leaves the focus on nothing. */
export function focus(element) {
  (element?.isConnected ? element : $("#main"))?.focus();
}

/** Add `by` to a number that is shown; "1 000+" stays as it is. */
export function add(element, by) {
  const text = element?.textContent.trim();
  if (/^\d+$/.test(text ?? "")) element.textContent = Number(text) + by;
}
