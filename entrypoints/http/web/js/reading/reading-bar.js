/** What stays above the text: the search, and which version is shown. */
import { h } from "../dom.js";
import { textSearch } from "./text-search.js";

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {{sought: (text: string) => void, reveal: (index: number) => void}} then
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
  const element = h("div", { class: "reading-bar" }, search.element, version);
  transcript.addEventListener("changed", show);
  transcript.addEventListener("replaced", search.again);
  return { element, show };

  function show() {
    element.hidden = !transcript.segments.length;
    version.hidden = !transcript.hasCorrections;
  }
}
