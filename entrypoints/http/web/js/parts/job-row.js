/** One recording in the list, kept up to date by events. */
import { hasEnded } from "../api/jobs.js";
import { announce, fill, h } from "../dom.js";
import { languageName, length, moment } from "../format.js";
import { jobActions } from "./job-actions.js";
import {
  bringUpToDate,
  howFar,
  progressBar,
  shareOf,
  STATE_NAMES,
  stateBadge,
} from "./job-state.js";

/**
 * @param {import("../api/jobs.js").Job} job
 * @param {() => void} changed called when the list must be loaded again
 * @param {{isChosen: boolean, choose: (chosen: boolean) => void, tagged: (tag: string) => void}} then
 */
export function jobRow(job, changed, { isChosen, choose, tagged }) {
  const state = h("div", { class: "job-state" });
  const said = h("p", { class: "job-said", lang: job.language || undefined });
  const about = h("p", { class: "job-about" });
  const actions = h("div", { class: "job-actions" });
  const bar = progressBar(`Progress of ${job.title}`);
  const element = h(
    "li",
    { class: "job", "data-job": job.job_id },
    h(
      "div",
      { class: "job-choice" },
      h("input", {
        type: "checkbox",
        "aria-label": `Choose: ${job.title}`,
        checked: isChosen,
        onchange: (event) => choose(event.currentTarget.checked),
      }),
      h(
        "div",
        { class: "job-main" },
        h("a", { class: "job-name", href: `#/recordings/${job.job_id}` }, job.title),
        about,
        said,
        job.tags.length > 0 && h("ul", { class: "tags", "aria-label": "Tags" }, job.tags.map(tag)),
      ),
    ),
    state,
    actions,
  );
  show();
  return { element, told };

  function tag(name) {
    const onclick = () => tagged(name);
    const title = `Show the recordings with the tag ${name}`;
    return h("li", {}, h("button", { class: "tag", type: "button", dir: "auto", title, onclick }, name));
  }

  function show() {
    const ended = hasEnded(job.status);
    bar.show(shareOf(job));
    const note = howFar(job);
    fill(
      state,
      stateBadge(job),
      note && h("span", { class: "job-percent" }, note),
      !ended && job.status !== "queued" && bar.element,
    );
    about.textContent = facts(job).join(" · ");
    if (job.status === "failed") said.textContent = job.error_message ?? "";
    else if (ended) said.textContent = "";
    fill(
      actions,
      jobActions(job, { changed: (fresh) => (Object.assign(job, fresh), show()), gone: changed }),
    );
  }

  /** @param {string} name @param {any} news */
  function told(name, news) {
    if (name === "segment") {
      said.textContent = news.text.trim();
      return;
    }
    if (name === "partial") {
      if (news.text) said.textContent = news.text.trim();
      return;
    }
    if (name === "gap") return; // it is shown with the transcript
    const before = job.status;
    bringUpToDate(job, news, show);
    const { status } = job;
    if (status !== before && hasEnded(status))
      announce(`${job.title}: ${STATE_NAMES[status]}`);
    show();
  }
}

function facts(job) {
  const found = [moment(job.created_at)];
  if (job.duration_seconds) found.push(length(job.duration_seconds));
  if (job.language) found.push(languageName(job.language));
  found.push(job.model_name);
  return found;
}
