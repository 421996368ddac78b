/** Conditions on recordings, chosen from what the user's recordings have. */
import { listFacets } from "../api/jobs.js";
import { fill, h } from "../dom.js";
import { languageName } from "../format.js";
import { LANGUAGES } from "../languages.js";
import { field } from "./field.js";
import { tagSuggestions } from "./tag-suggestions.js";

/** The names of the query's parts, and how they are asked for. */
const FIELDS = [
  ["tag", "Tag", { type: "text", maxlength: 50 }],
  ["language", "Language", null],
  ["model", "Model", null],
  ["min_minutes", "At least (minutes)", { type: "number", min: 0, step: "any" }],
  ["max_minutes", "At most (minutes)", { type: "number", min: 0, step: "any" }],
  ["since", "From", { type: "date" }],
  ["until", "Until", { type: "date" }],
];
export const FILTERS = FIELDS.map(([name]) => name);

/** What the address says of the filters. @param {URLSearchParams} query */
export function filtersOf(query) {
  return Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""]));
}

/**
 * @param {Record<string, any>} asked
 * @param {(change: Record<string, string>) => void} changed
 * @param {AbortSignal} signal
 */
export function filters(asked, changed, signal) {
  const controls = Object.fromEntries(
    FIELDS.map(([name, , kind]) => {
      const onchange = () => changed({ [name]: control.value.trim() });
      const control = h(kind ? "input" : "select", { ...kind, onchange });
      return [name, control];
    }),
  );
  const suggestions = tagSuggestions(controls.tag, () => refresh());
  const fields = FIELDS.map(([name, label]) => field(label, controls[name]));
  const clear = h(
    "button",
    { class: "button button-small", type: "button", onclick: removeAll },
    "Remove all",
  );
  const element = h(
    "details",
    { class: "filters", ontoggle: () => refresh() },
    h("summary", {}, "Filter"),
    h(
      "div",
      { class: "filters-fields", role: "group", "aria-label": "Filter" },
      fields,
      suggestions.element,
      clear,
    ),
  );
  let known = { tags: [], languages: [], models: [] };
  show();
  return { element, show, refresh };

  /** Show what is asked for now. */
  function show() {
    offer();
    for (const name of FILTERS) controls[name].value = asked[name];
    if (FILTERS.some((name) => asked[name])) element.open = true;
  }

  /** Ask what there is to choose from, if it is seen. */
  async function refresh() {
    if (!element.open) return;
    try {
      known = await listFacets(signal);
    } catch {
      return; // what was known stays; that the service is away is told elsewhere
    }
    suggestions.show(known.tags);
    offer();
  }

  /** Offer what is known of languages and models. */
  function offer() {
    choose(controls.language, named(known.languages, languageName), asked.language);
    choose(controls.model, named(known.models, String), asked.model);
  }

  function removeAll() {
    for (const name of FILTERS) controls[name].value = "";
    changed(Object.fromEntries(FILTERS.map((name) => [name, ""])));
  }
}

/** Values and their names in alphabetical order. */
function named(values, nameOf) {
  return values
    .map(({ value, jobs }) => [value, `${nameOf(value)} (${jobs.toLocaleString("en")})`])
    .sort(([, one], [, other]) => one.localeCompare(other, "en"));
}

/** Offer the values; what is asked for is offered even if no recording has it any more. */
function choose(select, values, asked) {
  const isMissing = asked && !values.some(([value]) => value === asked);
  const missing = isMissing ? [[asked, LANGUAGES.includes(asked) ? languageName(asked) : asked]] : [];
  const offered = [["", "Any"], ...missing, ...values];
  const shown = [...select.options].map((option) => [option.value, option.text]);
  if (JSON.stringify(shown) !== JSON.stringify(offered))
    fill(select, ...offered.map(([value, name]) => h("option", { value, dir: "auto" }, name)));
  select.value = asked;
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
