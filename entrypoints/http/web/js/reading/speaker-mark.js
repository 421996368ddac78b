/** A speaker's letter on their colour: who cannot tell the colours apart reads the letter. */
import { h } from "../dom.js";

/**
 * @param {import("./speakers.js").Speakers} speakers
 * @param {string} label
 */
export function speakerMark(speakers, label) {
  return h(
    "span",
    { class: `speaker-mark ${speakers.colourOf(label)}`, "aria-hidden": "true" },
    label,
  );
}
