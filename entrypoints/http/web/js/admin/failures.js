/** The last failed jobs, with a button to retry each. */
import { wordsOf } from "../api/problem.js";
import { requeue } from "../api/status.js";
import { h } from "../dom.js";
import { length, moment } from "../format.js";
import { notify } from "../parts/notices.js";

/** @param {any[]} jobs @param {() => void} changed */
export function failures(jobs, changed) {
  if (!jobs.length) return h("p", { class: "hint failures-none" }, "Nothing failed.");
  return h(
    "ul",
    { class: "failures" },
    jobs.map((job) => failure(job, changed)),
  );
}

function failure(job, changed) {
  const about = [
    moment(job.failed_at ?? job.created_at),
    job.model_name,
    job.duration_seconds && length(job.duration_seconds),
    `attempt ${job.attempts}`,
  ];
  return h(
    "li",
    { class: "failure" },
    h(
      "div",
      { class: "user-main" },
      h("p", {}, job.error_message),
      h("p", { class: "hint" }, about.filter(Boolean).join(" · ")),
    ),
    h(
      "button",
      {
        class: "button button-small",
        type: "button",
        "aria-label": `Try again: job ${job.job_id}`,
        onclick,
      },
      "Try again",
    ),
  );

  async function onclick() {
    try {
      await requeue(job.job_id);
      notify("The job is queued again.");
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    }
    changed();
  }
}
