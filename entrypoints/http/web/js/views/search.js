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
    const { q } = asked;
    if (!q) return show({ hits: [], next_cursor: null, not_yet_searchable: 0 }, true);
    try {
      const own = AbortSignal.any([signal, searching.signal]);
      show(await searchSpoken({ q, cursor, ...filterQuery(asked) }, own), anew);
    } catch (error) {
      if (wasStopped(error) || signal.aborted) return;
      fill(list);
      more.hidden = true;
      note.textContent = wordsOf(error);
    }
  }

  /** @param {import("../api/search.js").Hits} found @param {boolean} anew */
  function show({ hits, next_cursor: next, not_yet_searchable: missing }, anew) {
    if (anew) fill(list);
    list.append(...hits.map(searchHit));
    cursor = next;
    more.hidden = !next;
    note.textContent = [found(list.children.length, next), waiting(missing)].join(" ").trim();
    announce(note.textContent);
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
