/** What somebody who records must know: the line is lost, nothing is heard, there is no live text. */
import { announce, h } from "../dom.js";

export function recordingNotes() {
  const element = h("div", { class: "recording-notes" });
  const shown = new Map();
  return { element, note };

  /**
   * Show, change or take away a note. Only its coming is announced, since its text may count seconds.
   *
   * @param {string} about
   * @param {string | null} text
   */
  function note(about, text) {
    if (text === null) {
      shown.get(about)?.remove();
      shown.delete(about);
      return;
    }
    if (!shown.has(about)) {
      shown.set(about, h("p", { class: "notice" }));
      element.append(shown.get(about));
      announce(text);
    }
    if (shown.get(about).textContent !== text) shown.get(about).textContent = text;
  }
}
