/** The speaker's name above a segment, where somebody else speaks than before. */
import { h } from "../dom.js";
import { speakerMark } from "./speaker-mark.js";

/**
 * Whether a segment has a heading; while others are hidden, every segment has one.
 *
 * @param {import("./transcript.js").Transcript} transcript
 * @param {number} index
 * @param {import("./speakers.js").Speakers} speakers
 */
export function hasHeading(transcript, index, speakers) {
  const { speaker } = transcript.segments[index];
  const before = transcript.segments[index - 1]?.speaker;
  return Boolean(speaker) && (speakers.only !== null || before !== speaker);
}

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {number} index
 * @param {import("./speakers.js").Speakers} speakers
 * @returns {?HTMLElement}
 */
export function speakerHeading(transcript, index, speakers) {
  if (!hasHeading(transcript, index, speakers)) return null;
  const label = /** @type {string} */ (transcript.segments[index].speaker);
  return h(
    "p",
    { class: "segment-speaker" },
    speakerMark(speakers, label),
    speakers.nameOf(label),
  );
}
