/** Conditions on the recordings in the list. */
import { h } from "../dom.js";
import { field } from "./field.js";

/** The names of the query's parts, and how they are asked for. */
const FIELDS = [
  ["tag", "Tag", { type: "text", maxlength: 50 }],
  ["language", "Language", { type: "text", maxlength: 60, placeholder: "German, de …" }],
  ["model", "Model", { type: "text", maxlength: 200 }],
  ["min_minutes", "At least (minutes)", { type: "number", min: 0, step: "any" }],
  ["max_minutes", "At most (minutes)", { type: "number", min: 0, step: "any" }],
  ["since", "From", { type: "date" }],
  ["until", "Until", { type: "date" }],
];
export const FILTERS = FIELDS.map(([name]) => name);

/**
 * @param {Record<string, any>} asked
 * @param {(change: Record<string, string>) => void} changed
 */
export function filters(asked, changed) {
  const inputs = FIELDS.map(([name, label, kind]) => {
    const input = h("input", { ...kind, value: asked[name], onchange: () => told(name, input) });
    return field(label, input);
  });
  const isUsed = FILTERS.some((name) => asked[name]);
  const clear = h(
    "button",
    { class: "button button-small", type: "button", onclick: removeAll },
    "Remove all",
  );
  return h(
    "details",
    { class: "filters", open: isUsed },
    h("summary", {}, "Filter"),
    h("div", { class: "filters-fields" }, inputs, clear),
  );

  function told(name, input) {
    changed({ [name]: input.value.trim() });
  }

  function removeAll() {
    for (const part of inputs) part.querySelector("input").value = "";
    changed(Object.fromEntries(FILTERS.map((name) => [name, ""])));
  }
}

/** What the service is asked for. @param {Record<string, any>} asked */
export function filterQuery(asked) {
  const seconds = (minutes) => minutes && String(60 * Number(minutes));
  return {
    tag: asked.tag,
    language: asked.language,
    model: asked.model,
    min_seconds: seconds(asked.min_minutes),
    max_seconds: seconds(asked.max_minutes),
    since: asked.since && new Date(`${asked.since}T00:00`).toISOString(),
    until: asked.until && new Date(`${asked.until}T23:59:59.999`).toISOString(),
  };
}
