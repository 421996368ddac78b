/** Search and filter above the list. */
import { h } from "../dom.js";
import { icon } from "./icons.js";
import { searchField } from "./search-field.js";

const STATES = [
  ["", "All"],
  ["queued", "Waiting"],
  ["processing", "Working"],
  ["completed", "Done"],
  ["failed", "Failed"],
  ["cancelled", "Cancelled"],
];

/**
 * @param {{q: string, status: string}} asked
 * @param {(change: {q?: string, status?: string}) => void} changed
 * @param {AbortSignal} signal
 */
export function listControls(asked, changed, signal) {
  const search = searchField(
    { placeholder: "Search by name", "aria-label": "Search recordings by name", value: asked.q },
    (q) => changed({ q }),
    signal,
  );
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
