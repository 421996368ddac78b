/** Names and shows the state of a job. */
import { h } from "../dom.js";
import { percent } from "../format.js";
import { followTimeLeft, timeLeft } from "./time-left.js";

export const STATE_NAMES = {
  queued: "Waiting",
  processing: "Working",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** @param {import("../api/jobs.js").Job} job */
export function stateBadge(job) {
  return h("span", { class: `badge badge-${job.status}` }, stateWords(job));
}

/** Whether its model is downloaded, or read into memory, before anything can be transcribed. */
export function isPreparing(job) {
  return job.stage === "preparing";
}

/** Whether it is still being recorded. */
function isLive(job) {
  return job.stage === "live";
}

/**
 * How far the job is in its stage, from 0 to 1; null where nobody knows.
 *
 * @param {import("../api/jobs.js").Job} job
 */
export function shareOf(job) {
  if (job.status === "queued" || isLive(job)) return null;
  if (!isPreparing(job)) return job.progress;
  return isOnDisk(job) ? null : job.stage_progress; // how much of it is read, nobody knows
}

/**
 * Update a job from an event.
 *
 * An event may be older than the job that was asked for meanwhile.
 *
 * @param {import("../api/jobs.js").Job} job @param {any} news
 * @param {() => void} changed called when more is known later
 */
export function bringUpToDate(job, news, changed) {
  const before = { status: job.status, progress: job.progress };
  const { status, stage, stage_progress, progress, language, duration_seconds, error_message } =
    news;
  Object.assign(job, {
    status,
    stage,
    stage_progress,
    progress: Math.max(job.progress, progress),
    language,
    duration_seconds,
    error_message,
  });
  followTimeLeft(job, before, changed);
}

/** `42 % · about 4 minutes left`, for a job that is worked on or waits. @param {import("../api/jobs.js").Job} job */
export function howFar(job) {
  if (job.status === "queued") return timeLeft(job);
  if (job.status !== "processing" || isPreparing(job) || isLive(job)) return "";
  return [percent(job.progress), timeLeft(job)].filter(Boolean).join(" · ");
}

function stateWords(job) {
  if (isLive(job)) return "Live";
  if (!isPreparing(job)) return STATE_NAMES[job.status];
  return isOnDisk(job) ? "Preparing" : `Preparing, ${percent(job.stage_progress)}`;
}

function isOnDisk({ stage_progress }) {
  return stage_progress === 1;
}

/** A progress bar with a label for screen readers. @param {string} label */
export function progressBar(label) {
  const bar = h("progress", { class: "progress", max: "1", "aria-label": label });
  return {
    element: bar,
    /** @param {number | null} share from 0 to 1; null where nobody knows */
    show(share) {
      if (share === null) bar.removeAttribute("value");
      else bar.value = share;
    },
  };
}
