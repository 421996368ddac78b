/** The text of a recording, word by word while it is spoken. */
import { announce, h } from "../dom.js";

const TEXT = "conversation.item.input_audio_transcription";
/** In pixels: so near its end somebody reads along. */
const NEAR = 40;

export function liveText() {
  const empty = h("p", { class: "live-empty" }, "The text appears here while you speak.");
  const element = h(
    "div",
    // Words are not read out one by one; `completed` announces whole sentences.
    { class: "live-text", role: "log", "aria-live": "off", "aria-label": "Live text", tabindex: "0" },
    empty,
  );
  /** @type {Map<string, HTMLElement>} the paragraphs that may still grow */
  const open = new Map();
  return { element, told, interrupted, isEmpty: () => empty.isConnected };

  /** @param {any} message of the live session */
  function told({ type, item_id: item, delta, transcript }) {
    if (type === `${TEXT}.delta`) following(() => paragraph(item).append(delta));
    else if (type === `${TEXT}.completed`) completed(item, transcript.trim());
  }

  /** The line was lost for a while. @param {string} why what is said of it in the text */
  function interrupted(why) {
    for (const unfinished of open.values()) unfinished.classList.remove("live-open");
    open.clear();
    following(() => element.append(h("p", { class: "live-break" }, why)));
  }

  function completed(item, transcript) {
    const found = open.get(item);
    open.delete(item);
    if (!transcript) return found?.remove();
    following(() => {
      const shown = found ?? added();
      shown.textContent = transcript;
      shown.classList.remove("live-open");
    });
    announce(transcript);
  }

  function paragraph(item) {
    const found = open.get(item) ?? added();
    open.set(item, found);
    return found;
  }

  function added() {
    empty.remove();
    const made = h("p", { class: "live-open" });
    element.append(made);
    return made;
  }

  /** Change the text; whoever reads its end goes on reading its end. */
  function following(change) {
    const { scrollTop, clientHeight, scrollHeight } = element;
    const isAtEnd = scrollHeight - clientHeight - scrollTop < NEAR;
    change();
    if (isAtEnd) element.scrollTop = element.scrollHeight;
  }
}
