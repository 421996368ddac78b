/** Correcting what was heard. What was heard is kept beside it. */
import { wordsOf } from "../api/problem.js";
import { correct, restore } from "../api/transcripts.js";
import { announce, h } from "../dom.js";
import { clock } from "../format.js";
import { notify } from "../parts/notices.js";

/** Characters that the service takes; a segment is half a minute of speech at most. */
const LONGEST = 2000;

/**
 * The segments that are being corrected. A draft outlives its row, which may scroll out of sight.
 *
 * @param {string} jobId
 * @param {import("./transcript.js").Transcript} transcript
 * @param {{refresh: (index: number) => void, row: (index: number) => HTMLElement | undefined}} rows
 */
export function corrections(jobId, transcript, rows) {
  /** @type {Map<number, string>} */
  const drafts = new Map();
  return { begin, isOpen: (index) => drafts.has(index), editor, undo };

  /** @param {number} index */
  function begin(index) {
    drafts.set(index, transcript.segments[index].text.trim());
    rows.refresh(index);
    const area = rows.row(index)?.querySelector("textarea");
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
    rows.row(index)?.scrollIntoView({ block: "nearest" }); // with its buttons, above the player
  }

  /** What stands in place of the text meanwhile. @param {number} index */
  function editor(index) {
    const area = h("textarea", {
      class: "segment-editor",
      rows: Math.max(2, Math.ceil((drafts.get(index) ?? "").length / 55)),
      "aria-label": `Text at ${clock(transcript.segments[index].start)}`,
      value: drafts.get(index),
      maxlength: LONGEST,
      oninput: () => drafts.set(index, area.value),
      onkeydown: (event) => keys(event, index),
    });
    return h(
      "form",
      { class: "segment-edit", onsubmit: (event) => (event.preventDefault(), save(index)) },
      area,
      h(
        "div",
        { class: "segment-edit-actions" },
        h("button", { class: "button button-main button-small", type: "submit" }, "Save"),
        h(
          "button",
          { class: "button button-quiet button-small", type: "button", onclick: () => end(index) },
          "Cancel",
        ),
        h("span", { class: "hint" }, "Ctrl+Enter saves, Escape cancels"),
      ),
    );
  }

  function keys(event, index) {
    if (event.key === "Escape") end(index);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(index);
    else return;
    event.preventDefault();
  }

  async function save(index) {
    const text = (drafts.get(index) ?? "").trim();
    const { text: now, original } = transcript.segments[index];
    if (text === now.trim()) return end(index);
    await tried(async () => {
      const saved = await correct(jobId, index, text);
      drafts.delete(index);
      transcript.change(index, { text: saved.text, original: original ?? now });
      announce("The correction is saved.");
    });
    focus(index);
  }

  /** Give up the correction of a segment: what was heard stands again. @param {number} index */
  async function undo(index) {
    await tried(async () => {
      await restore(jobId, index);
      const { original, text } = transcript.segments[index];
      transcript.change(index, { text: original ?? text, original: null });
      announce("The original text is restored.");
    });
    focus(index);
  }

  function end(index) {
    drafts.delete(index);
    rows.refresh(index);
    focus(index);
  }

  /** The keyboard goes on where it was. */
  function focus(index) {
    const row = rows.row(index);
    const goal = row?.querySelector("textarea") ?? row?.querySelector(".segment-tools button");
    /** @type {HTMLElement | null | undefined} */ (goal)?.focus();
  }
}

async function tried(act) {
  try {
    await act();
  } catch (error) {
    notify(wordsOf(error), { bad: true });
  }
}
