/** A small chart of one figure over the last while. */
import { h, svg } from "../dom.js";

const WIDTH = 240;
const HEIGHT = 56;
/** Room for the line's own width. */
const EDGE = 2;

/**
 * @param {{title: string, now: string, values: (number | null)[], least?: number, note?: string}} chart
 *   `values` from the oldest to the newest; null where there was nothing to measure. `least` is
 *   what the top of the chart stands for at least.
 */
export function lineChart({ title, now, values, least = 1, note }) {
  const top = Math.max(least, ...values.map((value) => value ?? 0));
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, title),
    h("p", { class: "chart-now" }, now),
    svg(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `${title}, lately: ${summary(values)}`,
      },
      drawn(values, top),
    ),
    note && h("p", { class: "hint" }, note),
  );
}

function drawn(values, top) {
  if (values.length < 2) return [];
  const points = values.map((value, i) => [
    (i / (values.length - 1)) * WIDTH,
    place(value ?? 0, top),
  ]);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return [
    svg("polygon", { class: "chart-area", points: `0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}` }),
    svg("polyline", { class: "chart-line", points: line }),
  ];
}

function place(value, top) {
  return HEIGHT - EDGE - (value / top) * (HEIGHT - 2 * EDGE);
}

function summary(values) {
  const known = values.filter((value) => value !== null);
  if (!known.length) return "nothing measured yet";
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return `between ${round(low)} and ${round(high)}`;
}

function round(value) {
  return Math.round(value * 100) / 100;
}
