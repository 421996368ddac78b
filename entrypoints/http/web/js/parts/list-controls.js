/** Search and filter above the list. */
import { h } from "../dom.js";
import { icon } from "./icons.js";

const STATES = [
  ["", "All"],
  ["queued", "Waiting"],
  ["processing", "Working"],
  ["completed", "Done"],
  ["failed", "Failed"],
  ["cancelled", "Cancelled"],
];
/** In ms; the search starts this long after the last key. */
const PAUSE = 250;

/**
 * @param {{q: string, status: string}} asked
 * @param {(change: {q?: string, status?: string}) => void} changed
 */
export function listControls(asked, changed) {
  let timer = 0;
  const search = h("input", {
    type: "search",
    placeholder: "Search by name",
    "aria-label": "Search recordings by name",
    value: asked.q,
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => changed({ q: search.value.trim() }), PAUSE);
    },
  });
  const state = h(
    "select",
    { "aria-label": "State", onchange: () => changed({ status: state.value }) },
    STATES.map(([value, name]) => h("option", { value, selected: value === asked.status }, name)),
  );
  return h(
    "div",
    { class: "list-controls", role: "search" },
    h("div", { class: "search" }, icon("search"), search),
    state,
  );
}
