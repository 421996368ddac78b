/** The field for a link to a recording on another server. */
import { wordsOf } from "../api/problem.js";
import { h } from "../dom.js";
import { uploads } from "../handing-in/uploads.js";
import { field, form } from "./field.js";

/**
 * @param {() => Record<string, string>} chosen what is asked for it
 * @param {AbortSignal} signal
 */
export function linkField(chosen, signal) {
  const address = h("input", {
    name: "link",
    type: "url",
    inputmode: "url",
    autocomplete: "off",
    placeholder: "https://example.com/talk.mp3",
  });
  uploads.addEventListener("reconsidered", changeIt, { signal });
  return form(
    take,
    wordsOf,
    h(
      "div",
      { class: "link-field" },
      field("Or fetch one from the web", address),
      h("button", { class: "button", type: "submit" }, "Fetch"),
    ),
  );

  /** What is wrong with it the service says, beside the recording. */
  async function take() {
    const typed = address.value.trim();
    if (typed) uploads.fetch(typed, chosen());
    address.value = "";
    address.focus();
  }

  function changeIt(event) {
    address.value = event.detail;
    address.focus();
  }
}
