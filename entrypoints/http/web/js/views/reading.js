/** One recording: its text beside its sound, while it is made and afterwards. */
import { follow } from "../api/event-stream.js";
import { getJob, hasEnded } from "../api/jobs.js";
import { wasStopped, wordsOf } from "../api/problem.js";
import { segment } from "../api/transcripts.js";
import { announce, fill, h } from "../dom.js";
import { icon } from "../parts/icons.js";
import { bringUpToDate, STATE_NAMES } from "../parts/job-state.js";
import { jobHead } from "../reading/job-head.js";
import { reader } from "../reading/reader.js";
import { Transcript } from "../reading/transcript.js";

/** @param {import("../router.js").Place} place */
export async function showReading({ root, signal, id, query }) {
  const back = h("a", { class: "back-link", href: "#/" }, icon("back"), "Recordings");
  fill(root, back, h("p", { class: "loading", role: "status" }, "One moment…"));
  try {
    const job = await getJob(id, signal);
    await read(job, root, back, signal, query);
  } catch (error) {
    if (wasStopped(error) || signal.aborted) return;
    fill(
      root,
      back,
      h(
        "div",
        { class: "empty", role: "alert" },
        h("p", { class: "empty-title" }, "This recording cannot be shown"),
        h("p", {}, wordsOf(error)),
      ),
    );
  }
}

async function read(job, root, back, signal, query) {
  document.title = `${job.title} · Transcriber`;
  const transcript = new Transcript();
  const head = jobHead(job, transcript, { changed, gone: () => location.assign("#/") });
  const text = reader(job, transcript, signal);
  fill(root, back, head.element, text.element);
  await (job.status === "completed" ? text.load() : watch());
  // Without it, edits of other tabs are seen once the page is loaded again.
  if (job.status === "completed") text.follow().catch(() => {});
  if (query.has("segment")) text.open(Number(query.get("segment")), query.get("find") ?? "");

  /** Tell the text as it comes; what is whole is then fetched, with all that belongs to it. */
  async function watch() {
    if (transcript.segments.length || transcript.gaps.length) transcript.replace([]);
    text.show();
    await follow(`/jobs/${job.job_id}/events`, told, signal);
    if (job.status !== "completed" || signal.aborted) return;
    Object.assign(job, await getJob(job.job_id, signal)); // events do not carry its warnings
    head.show();
    await text.load();
  }

  function told({ name, data }) {
    if (name === "partial") return text.say(data.text);
    if (name === "segment") {
      transcript.append(segment(data));
      return data.draft && text.say("");
    }
    if (name === "gap") return transcript.appendGap(data);
    const before = job.status;
    bringUpToDate(job, data, head.show);
    if (job.stage !== "live") text.say("");
    const { status } = job;
    if (hasEnded(status) && status !== before)
      announce(`${job.title}: ${STATE_NAMES[status]}`);
    head.show();
    text.show();
  }

  /** Cancelled or tried again, by a button here. */
  function changed(fresh) {
    const ended = hasEnded(job.status);
    Object.assign(job, fresh);
    head.show();
    if (ended && !hasEnded(job.status))
      watch().catch((error) => !signal.aborted && announce(wordsOf(error)));
  }
}
