/** How the state of a job is called and shown. */
import { h } from "../dom.js";

export const STATE_NAMES = {
  queued: "Waiting",
  processing: "Working",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** @param {import("../api/jobs.js").Status} status */
export function stateBadge(status) {
  return h("span", { class: `badge badge-${status}` }, STATE_NAMES[status]);
}

/** A bar with a name for those who do not see it. @param {string} label */
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
