/** Charts of the service's metrics over the last hour. */
import { h } from "../dom.js";
import { counted, length, percent, speed } from "../format.js";
import { lineChart } from "./line-chart.js";

/** The queue is shared by all processes; lanes belong to the process that answered. */
const ALL = "All processes";
const THIS = "This process alone";
const ANY = "The default model’s last jobs, wherever they ran";

/** @param {any} status what `/admin/status` answers */
export function charts({ at, history, queue, engine }) {
  const looks = [...history, { at, ...queue, ...engine }];
  const times = looks.map((look) => Date.parse(look.at));
  const chart = (
    /** @type {string} */ title,
    /** @type {(look: any) => number | null} */ figure,
    /** @type {any} */ rest,
  ) => lineChart({ title, times, values: looks.map(figure), ...rest });
  return h(
    "div",
    { class: "charts" },
    chart("Waiting", (look) => look.queued, { words: jobs, scope: ALL, note: waited(queue) }),
    chart("In work", (look) => look.processing, { words: jobs, scope: ALL }),
    chart("Audio waiting", (look) => look.queued_audio_seconds, { words: audio, scope: ALL }),
    chart("Lanes in use", (look) => (look.lanes ? look.lane_utilisation : null), {
      words: percent,
      scope: THIS,
      note: inUse(engine),
    }),
    chart("Speed", (look) => (look.real_time_factor ? 1 / look.real_time_factor : null), {
      words: speed,
      scope: ANY,
      least: 0,
      note: engine.real_time_factor ? undefined : "No job is done yet",
    }),
  );
}

const jobs = (/** @type {number} */ n) => counted(n, "job");
const audio = (/** @type {number} */ seconds) => (seconds > 0 ? length(seconds) : "0 s");

function waited({ queued, oldest_queued_seconds: seconds }) {
  return queued ? `The oldest for ${length(seconds)}` : undefined;
}

function inUse({ lanes, busy_lanes: busy }) {
  return lanes
    ? `${busy} of ${counted(lanes, "lane")} just now`
    : "No lanes here yet. Those of all processes are below.";
}
