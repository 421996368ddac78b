/** The time axis of a chart: positions of times, and readable marks. */
import { svg } from "../dom.js";
import { timeOfDay } from "../format.js";

const MINUTE = 60_000;
/** In ms; the axis covers at least this, also right after the service's start. */
const LEAST = 5 * MINUTE;
const STEPS = [1, 2, 5, 10, 20].map((minutes) => minutes * MINUTE);
/** More labels would overlap on a phone. */
const MOST_MARKS = 3;
/** So near to an end there is no room for a label. */
const MARGIN = 0.12;

/**
 * @typedef {{from: number, to: number}} Span in ms since 1970
 */

/** @param {number[]} times the oldest first @returns {Span} */
export function spanOf(times) {
  const to = times[times.length - 1];
  return { from: Math.min(times[0], to - LEAST), to };
}

/** The position of a time, from 0 to 1. @param {Span} span @param {number} time */
export function placeIn({ from, to }, time) {
  return (time - from) / (to - from);
}

/** The start and the end in words. @param {Span} span */
export function spanWords({ from, to }) {
  return `${timeOfDay(from)} to ${timeOfDay(to)}`;
}

/** Round times of the day, as their places from 0 to 1 and their words. @param {Span} span */
export function marksOf(span) {
  const step = STEPS.find((step) => (span.to - span.from) / step <= MOST_MARKS) ?? STEPS.at(-1);
  const zone = new Date(span.to).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((span.from - zone) / step) * step + zone;
  const count = Math.max(0, Math.floor((span.to - first) / step) + 1);
  return Array.from({ length: count }, (_, i) => first + i * step)
    .map((time) => ({ place: placeIn(span, time), words: timeOfDay(time) }))
    .filter(({ place }) => place > MARGIN && place < 1 - MARGIN);
}

/** The marks below a chart; hidden from screen readers, which the chart tells the times. @param {Span} span */
export function timeAxis(span) {
  return svg(
    "svg",
    { class: "chart-axis", "aria-hidden": "true" },
    marksOf(span).map(({ place, words }) => {
      const x = `${(place * 100).toFixed(2)}%`;
      return svg("text", { x, y: "1em", "text-anchor": "middle" }, words);
    }),
  );
}
