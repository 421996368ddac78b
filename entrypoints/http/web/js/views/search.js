/** Search over what was said; each place leads to the player at that moment. */
import { wasStopped, wordsOf } from "../api/problem.js";
import { searchSpoken } from "../api/search.js";
import { announce, fill, h } from "../dom.js";
import { counted } from "../format.js";
import { filterQuery, filters, filtersOf } from "../parts/filters.js";
import { icon } from "../parts/icons.js";
import { searchField } from "../parts/search-field.js";
import { searchHit } from "../parts/search-hit.js";
import { keepQuery } from "../router.js";

const PLACES_AT_ONCE = 20; // the service's own number
const NOTHING = { hits: [], next_cursor: null, is_partial: false, not_yet_searchable: 0 };

/** @param {import("../router.js").Place} place */
export function showSearch({ root, signal, query }) {
  const asked = { q: query.get("q") ?? "", ...filtersOf(query) };
  const narrowing = filters(asked, (change) => (Object.assign(asked, change), begin()), signal);
  let cursor = /** @type {string | null} */ (null);
  let searching = new AbortController();
  const input = searchField(
    {
      placeholder: "Words, or “a phrase”",
      "aria-label": "Search in what was said",
      maxlength: 200,
      value: asked.q,
    },
    begin,
    signal,
  );
  const list = h("ol", { class: "hits", "aria-label": "Places" });
  const note = h("p", { class: "hint", role: "status" });
  const more = h("button", { class: "button", type: "button", onclick: goOn }, "Show more");
  fill(
    root,
    h("h1", {}, "Search"),
    h("div", { class: "search hits-search", role: "search" }, icon("search"), input),
    narrowing.element,
    note,
    list,
    more,
  );
  more.hidden = true;
  input.focus();
  return begin();

  function begin() {
    asked.q = input.value.trim();
    keepQuery(new URLSearchParams(Object.entries(asked).filter(([, value]) => value)));
    cursor = null;
    return look(true);
  }

  async function goOn() {
    const shown = list.children.length;
    await look(false);
    list.children[shown]?.querySelector("a")?.focus();
  }

  async function look(anew) {
    searching.abort();
    searching = new AbortController();
    if (!asked.q) return show(NOTHING, true);
    try {
      await lookFurther(anew, AbortSignal.any([signal, searching.signal]));
    } catch (error) {
      if (wasStopped(error) || signal.aborted) return;
      fill(list);
      more.hidden = true;
      note.textContent = wordsOf(error);
    }
  }

  /** The service stops when a search takes long: what it found is shown, and it is asked again. */
  async function lookFurther(anew, stop) {
    let goesOn = true;
    for (let count = 0; goesOn; anew = false) {
      const page = await searchSpoken({ q: asked.q, cursor, ...filterQuery(asked) }, stop);
      count += page.hits.length;
      goesOn = page.is_partial && count < PLACES_AT_ONCE;
      show(page, anew, goesOn);
    }
  }

  /** @param {import("../api/search.js").Hits} page */
  function show({ hits, next_cursor: next, not_yet_searchable: missing }, anew, goesOn = false) {
    if (anew) fill(list);
    list.append(...hits.map(searchHit));
    cursor = next;
    more.hidden = goesOn || !next;
    const said = goesOn ? "Looking further back…" : found(list.children.length, next);
    note.textContent = [said, waiting(missing)].join(" ").trim();
    if (!goesOn) announce(note.textContent);
  }

  function found(count, next) {
    const isNarrowed = Object.values(filterQuery(asked)).some(Boolean);
    if (!asked.q) return "Finds what was said in all of your recordings.";
    if (!count && isNarrowed) return "Nothing was found in the recordings that the filter chooses.";
    if (!count) return "Nothing was found. Try fewer words, or the beginning of a word.";
    return next ? `The latest ${counted(count, "place")}.` : `${counted(count, "place")} found.`;
  }
}

function waiting(missing) {
  if (!missing) return "";
  const many = missing >= 1000 ? "1,000 or more recordings" : counted(missing, "recording");
  return `${many} cannot be searched yet; this takes a moment.`;
}
