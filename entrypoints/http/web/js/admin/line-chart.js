/** A small line chart of one metric over time. */
import { h, svg } from "../dom.js";
import { timeOfDay } from "../format.js";
import { marksOf, placeIn, spanOf, spanWords, timeAxis } from "./time-axis.js";

const WIDTH = 240;
const HEIGHT = 56;
/** Margin for the width of the line. */
const EDGE = 2;
/** In ms; samples come every 10 s, so a longer distance is a gap in the data. */
const GAP = 45_000;

/**
 * @param {{title: string, times: number[], values: (number | null)[], scope: string,
 *   words: (value: number) => string, least?: number, note?: string}} chart
 *   `values` at `times` (ms since 1970), from the oldest to the newest; null where there was
 *   nothing to measure. `words` writes one with its unit. `scope` says of what the figures are.
 *   `least` is what the top of the chart stands for at least.
 */
export function lineChart({ title, times, values, words, scope, least = 1, note }) {
  const looks = times.map((time, i) => ({ time, value: values[i] }));
  const known = looks.filter(({ value }) => value !== null);
  const now = values.at(-1) ?? null;
  const most = known.reduce((a, b) => (b.value > a.value ? b : a), known[0]);
  const span = spanOf(times);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, title),
    h("p", { class: "chart-now" }, now === null ? "Not known yet" : words(now)),
    svg(
      "svg",
      {
        class: "chart-picture",
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `${title}, ${spanWords(span)}: ${summary(known, most, words, now)}`,
      },
      marksOf(span).map(({ place }) => mark(place * WIDTH)),
      drawn(looks, span, Math.max(least, most?.value ?? 0)),
    ),
    timeAxis(span),
    most && h("p", { class: "hint" }, `At most ${words(most.value)}${when(most, now)}`),
    note && h("p", { class: "hint" }, note),
    h("p", { class: "chart-scope" }, scope),
  );
}

function mark(x) {
  return svg("line", { class: "chart-mark", x1: x, x2: x, y1: 0, y2: HEIGHT });
}

function drawn(looks, span, top) {
  return runs(looks).flatMap((run) => {
    const points = run.map(({ time, value }) => [placeIn(span, time) * WIDTH, height(value, top)]);
    const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    const [from, to] = [points[0][0], points[points.length - 1][0]].map((x) => x.toFixed(1));
    return [
      svg("polygon", { class: "chart-area", points: `${from},${HEIGHT} ${line} ${to},${HEIGHT}` }),
      svg("polyline", { class: "chart-line", points: run.length > 1 ? line : `${line} ${line}` }),
    ];
  });
}

/** Split the samples into runs without gaps. */
function runs(looks) {
  const found = [];
  let before = null;
  for (const look of looks) {
    if (look.value !== null) {
      if (!before || look.time - before.time > GAP) found.push([]);
      found[found.length - 1].push(look);
    }
    before = look.value === null ? null : look;
  }
  return found;
}

function height(value, top) {
  return HEIGHT - EDGE - (top ? value / top : 0) * (HEIGHT - 2 * EDGE);
}

/** The time of the maximum, unless that is the last sample. */
function when({ time, value }, now) {
  return value > 0 && value !== now ? `, at ${timeOfDay(time)}` : "";
}

function summary(known, most, words, now) {
  if (!known.length) return "nothing measured yet";
  const low = Math.min(...known.map(({ value }) => value));
  const high = `${words(most.value)}${when(most, now)}`;
  return `between ${words(low)} and ${high}, ${now === null ? "nothing" : words(now)} now`;
}
