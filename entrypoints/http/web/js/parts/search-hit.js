/** A place where something was said, as a link to the player at that moment. */
import { h } from "../dom.js";
import { clock, moment } from "../format.js";

/** @param {import("../api/search.js").Hit} hit */
export function searchHit(hit) {
  const { job_id: id, title, created_at: created, language, segment, start } = hit;
  const pieces = marked(hit);
  const find = pieces.find(({ matches }) => matches)?.text ?? "";
  const query = new URLSearchParams({ segment: String(segment), find });
  return h(
    "li",
    { class: "hit" },
    h(
      "a",
      { class: "hit-place", href: `#/recordings/${id}?${query}` },
      h("span", { class: "hit-title" }, title),
      " ",
      h("span", { class: "hit-time" }, `at ${clock(start)}`),
    ),
    h(
      "p",
      { class: "hit-text", lang: language || undefined, dir: "auto" },
      pieces.map(({ text, matches }) => (matches ? h("mark", { class: "found" }, text) : text)),
    ),
    h("p", { class: "hit-about" }, moment(created)),
  );
}

/** The text in pieces; the service counts characters, and some are two units here. */
function marked({ text, matches }) {
  const characters = [...text];
  const pieces = [];
  let at = 0;
  for (const { start, end } of matches) {
    pieces.push({ text: characters.slice(at, start).join(""), matches: false });
    pieces.push({ text: characters.slice(start, end).join(""), matches: true });
    at = end;
  }
  return [...pieces, { text: characters.slice(at).join(""), matches: false }];
}
