/** Suggests tags that exist while somebody types one. */
import { listFacets } from "../api/jobs.js";
import { fill, h } from "../dom.js";
import { counted } from "../format.js";

let count = 0;

/**
 * Tie a text field to a list of suggestions, which must be put into the document beside it.
 *
 * @param {HTMLInputElement} input
 * @param {() => void} [wanted] called when the field gets the focus; by default the tags are asked for
 */
export function tagSuggestions(input, wanted) {
  const element = h("datalist", { id: `tag-suggestions-${++count}` });
  input.setAttribute("list", element.id);
  input.setAttribute("autocomplete", "off");
  input.dir = "auto";
  input.addEventListener("focus", wanted ?? load);
  return { element, show };

  /** @param {import("../api/jobs.js").FacetValue[]} tags */
  function show(tags) {
    const options = tags.map(({ value, jobs }) => {
      return h("option", { value, label: counted(jobs, "recording"), dir: "auto" });
    });
    fill(element, ...options);
  }

  async function load() {
    try {
      show((await listFacets()).tags);
    } catch {
      // A tag can be typed as well.
    }
  }
}
