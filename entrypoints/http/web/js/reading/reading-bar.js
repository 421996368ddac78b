/** What stays above the text: the search, the doubtful words, and which version is shown. */
import { h } from "../dom.js";
import { textSearch } from "./text-search.js";

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {{sought: (text: string, current?: any) => void, reveal: (index: number) => void,
 *   signal: AbortSignal}} then
 */
export function readingBar(transcript, then) {
  const search = textSearch(transcript, then);
  const version = h(
    "select",
    {
      class: "version",
      "aria-label": "Version",
      hidden: true,
      onchange: () => transcript.show(version.value === "original"),
    },
    h("option", { value: "corrected" }, "As corrected"),
    h("option", { value: "original" }, "As heard"),
  );
  const doubtful = h(
    "button",
    {
      class: "button button-quiet button-small",
      type: "button",
      "aria-pressed": "false",
      hidden: true,
      title: "Words that the model was less than 50 % sure of",
      onclick: mark,
    },
    "Mark doubtful words",
  );
  const element = h("div", { class: "reading-bar" }, search.element, doubtful, version);
  transcript.addEventListener("changed", show);
  transcript.addEventListener("replaced", search.again);
  return { element, show, open: search.open };

  function mark() {
    const marks = !transcript.marksDoubtful;
    doubtful.setAttribute("aria-pressed", String(marks));
    transcript.markDoubtful(marks);
  }

  function show() {
    element.hidden = !transcript.segments.length;
    doubtful.hidden = !transcript.hasWords;
    version.hidden = !transcript.hasCorrections;
  }
}
