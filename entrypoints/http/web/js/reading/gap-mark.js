/** Speech for which no words were found, said where it is. */
import { h } from "../dom.js";
import { clock } from "../format.js";

/**
 * @param {import("../api/transcripts.js").Gap} gap
 * @param {?((seconds: number) => void)} seek null where there is no sound
 */
export function gapMark({ start, end }, seek) {
  const places = `${clock(start)} to ${clock(Math.ceil(end))}`;
  const words = `Speech from ${places} could not be understood`;
  if (!seek) return h("p", { class: "segment-gap" }, words);
  return h(
    "button",
    { class: "segment-gap", type: "button", title: "Play it", onclick: () => seek(start) },
    words,
  );
}
