/** Says how long a job still takes: by the service's estimate, or else by what is seen here. */
import { getJob } from "../api/jobs.js";
import { roughly } from "../format.js";

/** Less than this tells nothing about the rest. */
const SEEN_SHARE = 0.02;
const SEEN_SECONDS = 3;
/** Where each job was when this page first saw it running. */
const seen = new WeakMap();

/** `about 4 minutes left`, or nothing where nobody knows. @param {import("../api/jobs.js").Job} job */
export function timeLeft(job) {
  const seconds = job.eta_seconds ?? bySight(job);
  return seconds === null ? "" : `${roughly(seconds)} left`;
}

/** @param {import("../api/jobs.js").Job} job */
function bySight(job) {
  if (job.status !== "processing" || !job.progress) return null;
  if (!seen.has(job)) seen.set(job, { at: performance.now(), progress: job.progress });
  const { at, progress } = seen.get(job);
  const made = job.progress - progress;
  const seconds = (performance.now() - at) / 1000;
  if (made < SEEN_SHARE || seconds < SEEN_SECONDS) return null;
  return (seconds * (1 - job.progress)) / made;
}

/**
 * Keep the service's estimate true while the progress grows: what is left shrinks with it.
 *
 * Events do not carry the estimate, so it is asked for when the job starts.
 *
 * @param {import("../api/jobs.js").Job} job
 * @param {{status: string, progress: number}} before
 * @param {() => void} changed
 */
export function followTimeLeft(job, before, changed) {
  if (job.status !== "processing") job.eta_seconds = null;
  else if (before.status !== "processing") askTimeLeft(job, changed);
  else if (job.eta_seconds !== null && before.progress < 1)
    job.eta_seconds *= (1 - job.progress) / (1 - before.progress);
}

function askTimeLeft(job, changed) {
  job.eta_seconds = null;
  getJob(job.job_id)
    .then((fresh) => {
      if (job.status !== "processing") return;
      job.eta_seconds = fresh.eta_seconds;
      changed();
    })
    .catch(() => {}); // then nothing is said
}
