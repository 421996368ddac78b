/** Who speaks when, drawn over the waveform: a row for each speaker, so that overlaps are seen. */
import { getTurns } from "../api/speakers.js";
import { fill, svg } from "../dom.js";

/** The rows below are too thin to be told apart. */
const MOST_ROWS = 8;

/**
 * @param {string} jobId
 * @param {import("./speakers.js").Speakers} speakers
 * @param {HTMLElement} track what the strip is put into, as its first element
 * @param {AbortSignal} signal
 */
export function turnStrip(jobId, speakers, track, signal) {
  const strip = svg("svg", {
    class: "turn-strip",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  return { draw };

  /** Draw the turns as they are now. @param {number} seconds the length of the recording */
  async function draw(seconds) {
    if (!speakers.all.length || !(seconds > 0)) return strip.remove();
    const turns = await getTurns(jobId, signal);
    const shown = speakers.all.slice(0, MOST_ROWS);
    strip.setAttribute("viewBox", `0 0 ${seconds} ${shown.length}`);
    fill(
      strip,
      shown.map(({ label }, row) =>
        svg("path", {
          class: speakers.colourOf(label),
          d: rowOf(
            turns.filter(({ speaker }) => speaker === label),
            row,
          ),
        }),
      ),
    );
    track.prepend(strip);
  }
}

/** One path for all turns of a speaker, so that hours of talk are few elements. */
function rowOf(turns, row) {
  return turns
    .map(({ start, end }) => `M${start} ${row + 0.1}H${end}V${row + 0.9}H${start}Z`)
    .join("");
}
