/** Gives a segment to another speaker. */
import { h } from "../dom.js";
import { clock } from "../format.js";

/** What stands for giving the segment back; no label is empty. */
const AS_HEARD = "";

/**
 * @param {import("../api/transcripts.js").Segment} segment
 * @param {number} index
 * @param {import("./speakers.js").Speakers} speakers
 * @param {(index: number, label: ?string) => Promise<void>} move
 * @returns {?HTMLElement} null if there is nobody else
 */
export function speakerChoice(segment, index, speakers, move) {
  const others = speakers.all.filter(({ label }) => label !== segment.speaker);
  if (!others.length) return null;
  const now = speakers.of(segment.speaker);
  const moved = segment.heardSpeaker && !now?.merged.includes(segment.heardSpeaker);
  const choice = h(
    "select",
    {
      class: "speaker-choice",
      "aria-label": `Speaker at ${clock(segment.start)}`,
      title: "Who says this",
      onchange: () => move(index, choice.value === AS_HEARD ? null : choice.value),
    },
    h(
      "option",
      { value: segment.speaker ?? "?", selected: true },
      optionOf(speakers, segment.speaker),
    ),
    others.map(({ label }) => h("option", { value: label }, optionOf(speakers, label))),
    moved && h("option", { value: AS_HEARD }, `As heard (${segment.heardSpeaker})`),
  );
  return choice;
}

function optionOf(speakers, label) {
  if (!label) return "?";
  const name = speakers.of(label)?.name;
  return name ? `${label} · ${name}` : label;
}
