/** Search in the text: how often, where, and from one place to the next. */
import { h } from "../dom.js";
import { counted } from "../format.js";
import { icon } from "../parts/icons.js";
import { searchField } from "../parts/search-field.js";

/** In ms; the text is here already. */
const PAUSE = 150;

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {{sought: (text: string, current?: import("./transcript.js").Occurrence) => void,
 *   reveal: (index: number) => void, signal: AbortSignal}} then
 */
export function textSearch(transcript, { sought, reveal, signal }) {
  let found = [];
  let at = 0;
  const input = searchField(
    {
      placeholder: "Search in the text",
      "aria-label": "Search in the text",
      onkeydown: enter,
    },
    jump,
    signal,
    PAUSE,
  );
  const count = h("span", { class: "search-count", role: "status" });
  const before = step("Previous place", "up", -1);
  const after = step("Next place", "down", 1);
  const element = h(
    "div",
    { class: "text-search", role: "search" },
    h("div", { class: "search" }, icon("search"), input),
    count,
    before,
    after,
  );
  show();
  return { element, again: () => input.value && look(), open };

  function jump() {
    look();
    if (found.length) reveal(found[at].index);
  }

  /** Search anew, and begin with the first place from a segment on. @param {number} [index] */
  function look(index = 0) {
    found = transcript.find(input.value.trim());
    at = Math.max(0, found.findIndex((place) => place.index >= index));
    tell();
  }

  function go(by) {
    if (!found.length) return;
    at = (at + by + found.length) % found.length;
    tell();
    reveal(found[at].index);
  }

  /** Search for a text that is known to be in a segment. @param {string} text @param {number} index */
  function open(text, index) {
    input.value = text;
    look(index);
  }

  function tell() {
    sought(input.value.trim(), found[at]);
    show();
  }

  function enter(event) {
    if (event.key === "Escape" && input.value) {
      input.value = "";
      look();
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    }
  }

  function show() {
    before.disabled = after.disabled = found.length < 2;
    if (!input.value.trim()) count.textContent = "";
    else
      count.textContent = found.length
        ? `${at + 1} of ${counted(found.length, "place")}`
        : "Not found";
  }

  function step(name, picture, by) {
    return h(
      "button",
      {
        class: "icon-button",
        type: "button",
        "aria-label": name,
        title: name,
        onclick: () => go(by),
      },
      icon(picture),
    );
  }
}
