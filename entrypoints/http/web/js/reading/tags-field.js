/** A field for several tags: those of the recording, and a place to add more. */
import { announce, fill, h } from "../dom.js";
import { field } from "../parts/field.js";
import { icon } from "../parts/icons.js";
import { tagSuggestions } from "../parts/tag-suggestions.js";

/**
 * @param {string[]} tags
 * @returns {{element: HTMLElement, tags: () => string[]}}
 */
export function tagsField(tags) {
  let chosen = [...tags];
  const list = h("ul", { class: "tags", "aria-label": "Chosen tags" });
  const input = h("input", { type: "text", oninput: typed, onkeydown: pressed });
  const suggestions = tagSuggestions(input);
  const hint = "Enter or a comma ends a tag. Tags that you have are suggested.";
  const element = field("Tags", input, hint);
  element.querySelector("label").after(list);
  element.append(suggestions.element);
  show();
  return { element, tags: () => (take(input.value.split(",")), chosen) };

  function show() {
    list.hidden = !chosen.length;
    fill(list, ...chosen.map(chip));
  }

  function chip(tag) {
    const button = h(
      "button",
      { class: "tag-remove", type: "button", "aria-label": `Remove the tag ${tag}` },
      icon("close"),
    );
    button.addEventListener("click", () => remove(tag));
    return h("li", { class: "tag" }, h("bdi", {}, tag), button);
  }

  /** @param {InputEvent} event */
  function typed(event) {
    // A suggestion that was chosen is one tag, whatever is in it.
    if (event.inputType === "insertReplacementText" && isSuggested(input.value))
      return take([input.value]);
    if (!input.value.includes(",")) return;
    const parts = input.value.split(",");
    const rest = parts.pop() ?? "";
    take(parts);
    input.value = rest.trimStart();
  }

  function isSuggested(text) {
    return [...suggestions.element.options].some(({ value }) => value === text);
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault(); // the form is sent by the next one
      take(isSuggested(input.value) ? [input.value] : input.value.split(","));
    } else if (event.key === "Backspace" && !input.value && chosen.length) {
      remove(chosen[chosen.length - 1]);
    }
  }

  function take(parts) {
    const has = (tag) => chosen.some((each) => each.toLowerCase() === tag.toLowerCase());
    const added = parts.map((part) => part.trim()).filter((part) => part && !has(part));
    chosen = [...chosen, ...added];
    input.value = "";
    if (added.length) announce(`${added.join(", ")} added.`);
    show();
  }

  function remove(tag) {
    chosen = chosen.filter((each) => each !== tag);
    announce(`${tag} removed.`);
    show();
    input.focus();
  }
}
