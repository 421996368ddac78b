/** The text itself and all that moves in it: the player, the search, the spoken word. */
import { hasEnded } from "../api/jobs.js";
import { fill, h } from "../dom.js";
import { player } from "./player.js";
import { segmentRow } from "./segment-row.js";
import { spokenMark } from "./spoken-mark.js";
import { VirtualList } from "./virtual-list.js";

/**
 * @param {import("../api/jobs.js").Job} job
 * @param {import("./transcript.js").Transcript} transcript
 * @param {AbortSignal} signal
 */
export function reader(job, transcript, signal) {
  const list = h("ol", { class: "segments", "aria-label": "Transcript" });
  const hint = h("p", { class: "empty", hidden: true });
  const rows = new VirtualList(list, { render, estimate, dispose: () => {} }, signal);
  const mark = spokenMark(transcript, rows);
  const sound = player(`/jobs/${job.job_id}/audio`, job.duration_seconds, mark.move, signal);
  transcript.addEventListener("grown", () => (rows.grow(), (hint.hidden = true)), { signal });
  transcript.addEventListener("replaced", () => rows.reset(transcript.segments.length), { signal });
  transcript.addEventListener("changed", (event) => rows.refresh(/** @type {any} */ (event).detail), { signal });
  return { element: h("div", { class: "reader" }, list, hint, sound.element), show };

  function render(index) {
    return mark.restored(segmentRow(transcript, index, { lang: language(), sought: "", canCorrect: false, seek: sound.seek, edit: () => {} }), index);
  }

  function show() {
    hint.hidden = transcript.segments.length > 0;
    fill(hint, emptyWords(job.status));
  }

  function language() {
    return job.options.task === "translate" ? "en" : (job.language ?? "");
  }

  /** Lines of about sixty characters; the truth is measured once they are seen. */
  function estimate(index) {
    return 20 + 30 * Math.ceil((transcript.segments[index].text.length + 1) / 60);
  }
}

function emptyWords(status) {
  if (status === "completed") return "No speech was found in this recording.";
  if (status === "queued") return "The recording waits for its turn. Its text will appear here.";
  return hasEnded(status) ? "There is no text." : "Listening… the first words appear here in a moment.";
}
