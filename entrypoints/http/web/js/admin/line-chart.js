/** A small chart of one figure over the last while. */
import { h, svg } from "../dom.js";

const WIDTH = 240;
const HEIGHT = 56;
/** Room for the line's own width. */
const EDGE = 2;

/**
 * @param {{title: string, values: (number | null)[], words: (value: number) => string,
 *   least?: number, note?: string}} chart
 *   `values` from the oldest to the newest; null where there was nothing to measure. `words` writes
 *   one with its unit. `least` is what the top of the chart stands for at least.
 */
export function lineChart({ title, values, words, least = 1, note }) {
  const known = values.filter((value) => value !== null);
  const now = values.at(-1) ?? null;
  const highest = Math.max(...known);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, title),
    h("p", { class: "chart-now" }, now === null ? "Not known yet" : words(now)),
    svg(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `${title} in the last hour: ${summary(known, words, now)}`,
      },
      drawn(values, Math.max(least, highest)),
    ),
    known.length > 0 && h("p", { class: "hint" }, `At most ${words(highest)}`),
    note && h("p", { class: "hint" }, note),
  );
}

function drawn(values, top) {
  const points = values.flatMap((value, i) =>
    value === null ? [] : [[(i / (values.length - 1)) * WIDTH, place(value, top)]],
  );
  if (points.length < 2) return [];
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const [from, to] = [points[0][0], points[points.length - 1][0]].map((x) => x.toFixed(1));
  return [
    svg("polygon", { class: "chart-area", points: `${from},${HEIGHT} ${line} ${to},${HEIGHT}` }),
    svg("polyline", { class: "chart-line", points: line }),
  ];
}

function place(value, top) {
  return HEIGHT - EDGE - (top ? value / top : 0) * (HEIGHT - 2 * EDGE);
}

function summary(known, words, now) {
  if (!known.length) return "nothing measured yet";
  const [low, high] = [Math.min(...known), Math.max(...known)].map(words);
  return `between ${low} and ${high}, ${now === null ? "nothing" : words(now)} now`;
}
