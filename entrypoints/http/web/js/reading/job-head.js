/** What stands above a transcript: the name, what is known of it, how far it is. */
import { hasEnded } from "../api/jobs.js";
import { fill, h } from "../dom.js";
import { languageName, length, moment, size } from "../format.js";
import { jobActions } from "../parts/job-actions.js";
import { howFar, progressBar, shareOf, stateBadge } from "../parts/job-state.js";
import { downloads } from "./downloads.js";
import { labelsEditor } from "./labels-editor.js";
import { sharePanel } from "./share-panel.js";

/**
 * @param {import("../api/jobs.js").Job} job
 * @param {import("./transcript.js").Transcript} transcript
 * @param {{changed: (job: import("../api/jobs.js").Job) => void, gone: () => void}} then
 */
export function jobHead(job, transcript, then) {
  const about = h("p", { class: "head-about" });
  const state = h("div", { class: "head-state" });
  const actions = h("div", { class: "head-actions" });
  const bar = progressBar("Transcription");
  const title = h("h1", {}, job.title);
  const sharing = sharePanel(job);
  const element = h(
    "header",
    { class: "head" },
    h("div", { class: "head-main" }, title, about, labelsEditor(job, named), sharing),
    actions,
    state,
  );
  show();
  return { element, show };

  function show() {
    about.textContent = facts(job).join(" · ");
    fill(actions, job.status === "completed" && downloads(job, transcript), jobActions(job, then));
    fill(state, ...stateOf());
    state.hidden = !state.childNodes.length;
    sharing.hidden = job.status !== "completed";
  }

  function named() {
    title.textContent = job.title;
    document.title = `${job.title} · Transcriber`;
    show();
  }

  function stateOf() {
    if (job.status === "completed")
      return job.warnings.map(({ message }) => h("p", { class: "notice" }, message));
    bar.show(shareOf(job));
    return [
      h(
        "div",
        { class: "head-status" },
        stateBadge(job),
        h("span", { class: "head-percent" }, howFar(job)),
      ),
      !hasEnded(job.status) && bar.element,
      job.status === "failed" && h("p", { class: "fault" }, job.error_message),
    ];
  }
}

function facts(job) {
  const found = [moment(job.created_at)];
  if (job.duration_seconds) found.push(length(job.duration_seconds));
  const spoken = languages(job);
  if (spoken) found.push(spoken);
  if (job.options.task === "translate") found.push("translated into English");
  return [...found, job.model_name, size(job.size_bytes)];
}

/** Once all is transcribed the job names every language that is spoken, the longest first. */
function languages(job) {
  const spoken = job.languages.map(({ language }) => language);
  const known = spoken.length ? spoken : [job.language];
  return known.filter(Boolean).map(languageName).join(", ");
}
