/** The figures of the service over the last hour, as small charts. */
import { h } from "../dom.js";
import { counted, length, percent } from "../format.js";
import { lineChart } from "./line-chart.js";

/** @param {any} status what `/admin/status` answers */
export function charts({ history, queue, engine }) {
  const looks = [...history, { ...queue, ...engine }];
  const over = (/** @type {string} */ name) => looks.map((look) => look[name]);
  return h(
    "div",
    { class: "charts" },
    lineChart({ title: "Waiting", values: over("queued"), words: jobs, note: waited(queue) }),
    lineChart({ title: "In work", values: over("processing"), words: jobs }),
    lineChart({ title: "Audio waiting", values: over("queued_audio_seconds"), words: audio }),
    lineChart({
      title: "Lanes in use",
      values: over("lane_utilisation"),
      words: percent,
      note: engine.lanes
        ? `${engine.busy_lanes} of ${counted(engine.lanes, "lane")} just now`
        : "No lanes in this process yet",
    }),
    lineChart({
      title: "Real-time factor",
      values: over("real_time_factor"),
      words: factor,
      least: 0,
      note: speed(engine.real_time_factor),
    }),
  );
}

const jobs = (/** @type {number} */ n) => counted(n, "job");
const audio = (/** @type {number} */ seconds) => (seconds > 0 ? length(seconds) : "0 s");
/** Seconds of work for a second of audio. */
const factor = (/** @type {number} */ value) => `${rounded(value)} × real time`;

function waited({ queued, oldest_queued_seconds: seconds }) {
  return queued ? `The oldest for ${length(seconds)}` : undefined;
}

function speed(value) {
  return value ? `${rounded(1 / value)} times as fast as it is spoken` : "No job is done yet";
}

function rounded(value) {
  return Number(value.toPrecision(2)).toLocaleString("en");
}
