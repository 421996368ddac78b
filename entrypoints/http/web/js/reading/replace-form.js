/** Find and replace in the whole transcript, with a count before and an undo after. */
import { wordsOf } from "../api/problem.js";
import { correctMany, replaceText } from "../api/transcripts.js";
import { fill, h } from "../dom.js";
import { counted } from "../format.js";
import { checkField, field, form } from "../parts/field.js";

/**
 * @param {string} jobId
 * @param {() => Promise<void>} changed loads the transcript again
 */
export function replaceForm(jobId, changed) {
  const find = h("input", { type: "text", maxlength: 200, oninput: forget });
  const replace = h("input", { type: "text", maxlength: 200, oninput: forget });
  const matchCase = h("input", { type: "checkbox", onchange: forget });
  const wholeWords = h("input", { type: "checkbox", onchange: forget });
  const told = h("p", { class: "replace-told", role: "status" });
  const act = h("button", { class: "button button-main", type: "submit" }, "Count");
  let counts = true;
  const body = form(
    send,
    wordsOf,
    h(
      "div",
      { class: "replace-fields" },
      field("Find", find),
      field("Replace with", replace),
      checkField("Match case", matchCase),
      checkField("Whole words", wholeWords),
    ),
    h("div", { class: "replace-actions" }, act, told),
  );
  return h("details", { class: "replace" }, h("summary", {}, "Find and replace"), body);

  /** What was counted may no longer be true. */
  function forget() {
    counts = true;
    act.textContent = "Count";
    fill(told);
  }

  async function send() {
    const wanted = {
      find: find.value,
      replace: replace.value,
      match_case: matchCase.checked,
      whole_words: wholeWords.checked,
    };
    if (!wanted.find) return find.focus();
    const { occurrences, segments } = await replaceText(jobId, { ...wanted, preview: counts });
    const places = counted(occurrences, "place");
    if (!counts) {
      forget();
      fill(told, `${places} replaced. `, undoButton(segments));
      await changed();
    } else if (occurrences) {
      counts = false;
      act.textContent = `Replace ${places}`;
      fill(told, `Found in ${counted(segments.length, "segment")}.`);
    } else fill(told, "Not found.");
  }

  function undoButton(segments) {
    const texts = segments.map(({ index, before }) => ({ index, text: before }));
    return h("button", { class: "button button-small", type: "button", onclick: undo }, "Undo");

    async function undo() {
      try {
        await correctMany(jobId, texts);
        fill(told, "The texts are as they were.");
        await changed();
      } catch (error) {
        told.append(` ${wordsOf(error)}`);
      }
    }
  }
}
