/** A search field, which searches a moment after the last key. */
import { h } from "../dom.js";

/** In ms; long enough to type the next letter. */
const PAUSE = 250;

/**
 * @param {import("../dom.js").Attributes} attributes its label and the like
 * @param {(text: string) => void} search
 * @param {AbortSignal} signal after its end nothing is searched any more
 * @param {number} [pause] in ms
 * @returns {HTMLInputElement}
 */
export function searchField(attributes, search, signal, pause = PAUSE) {
  let timer = 0;
  signal.addEventListener("abort", () => clearTimeout(timer));
  const input = h("input", { type: "search", ...attributes, oninput: later });
  return input;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => search(input.value.trim()), pause);
  }
}
