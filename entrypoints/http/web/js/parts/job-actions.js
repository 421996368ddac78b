/** The buttons of a job. */
import { cancelJob, deleteJob, hasEnded, retryJob } from "../api/jobs.js";
import { wordsOf } from "../api/problem.js";
import { h } from "../dom.js";
import { confirmed } from "./dialog.js";
import { icon } from "./icons.js";
import { notify } from "./notices.js";

/**
 * @param {import("../api/jobs.js").Job} job
 * @param {{changed: (job: import("../api/jobs.js").Job) => void, gone: () => void}} then
 */
export function jobActions(job, { changed, gone }) {
  const name = job.title;
  const stop = async () => changed(await cancelJob(job.job_id));
  const again = async () => changed(await retryJob(job.job_id));
  const remove = async () => {
    const text = `“${name}” is removed with its audio and its transcript. This cannot be undone.`;
    if (!(await confirmed({ title: "Delete this recording?", text, action: "Delete" }))) return;
    await deleteJob(job.job_id);
    notify(`“${name}” is deleted.`);
    gone();
  };
  return [
    !hasEnded(job.status) && action("Cancel", name, "close", stop),
    (job.status === "failed" || job.status === "cancelled") &&
      action("Try again", name, "retry", again),
    action("Delete", name, "trash", remove),
  ];
}

function action(verb, name, picture, act) {
  const button = h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": `${verb}: ${name}`,
      title: verb,
      onclick,
    },
    icon(picture),
  );
  return button;

  async function onclick() {
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    } finally {
      button.disabled = false;
    }
  }
}
