/** The text itself and all that moves in it: the player, the search, the spoken word. */
import { follow as followEvents } from "../api/event-stream.js";
import { getTranscript } from "../api/transcripts.js";
import { fill, h } from "../dom.js";
import { isPreparing } from "../parts/job-state.js";
import { corrections } from "./correction.js";
import { gapMark } from "./gap-mark.js";
import { player } from "./player.js";
import { readingBar } from "./reading-bar.js";
import { replaceForm } from "./replace-form.js";
import { segmentRow } from "./segment-row.js";
import { speakerChoice } from "./speaker-choice.js";
import { speakerEdits } from "./speaker-edits.js";
import { hasHeading, speakerHeading } from "./speaker-heading.js";
import { speakerPanel } from "./speaker-panel.js";
import { Speakers } from "./speakers.js";
import { languageOf, noteOn } from "./spoken-in.js";
import { spokenMark } from "./spoken-mark.js";
import { turnStrip } from "./turn-strip.js";
import { VirtualList } from "./virtual-list.js";
import { drawWaveform } from "./waveform.js";

/** So near to its end, the page stays there when the text grows. */
const NEAR = 120;

/**
 * @param {import("../api/jobs.js").Job} job
 * @param {import("./transcript.js").Transcript} transcript
 * @param {AbortSignal} signal
 */
export function reader(job, transcript, signal) {
  let sought = "";
  let current = /** @type {import("./transcript.js").Occurrence | undefined} */ (undefined);
  const list = h("ol", { class: "segments", "aria-label": "Transcript" });
  // It is no live region: what is being said would be read out word by word. Segments are text.
  const now = h("p", { class: "being-said", hidden: true });
  const hint = h("div", { class: "empty", hidden: true });
  const rows = new VirtualList(list, { render, estimate }, signal);
  const mark = spokenMark(transcript, rows);
  const sound = player(`/jobs/${job.job_id}/audio`, job.duration_seconds, mark.move, signal);
  const edits = corrections(job.job_id, transcript, rows);
  const speakers = new Speakers();
  const turns = turnStrip(job.job_id, speakers, sound.track, signal);
  const voices = speakerEdits(job.job_id, speakers, load);
  const panel = speakerPanel(speakers, voices);
  const replacing = replaceForm(job.job_id, load);
  const bar = readingBar(transcript, { sought: seek, reveal: (index) => rows.reveal(index), signal });
  transcript.addEventListener("grown", grown, { signal });
  transcript.addEventListener("replaced", () => rows.reset(transcript.segments.length), { signal });
  transcript.addEventListener(
    "changed",
    (event) => rows.refresh(/** @type {any} */ (event).detail),
    { signal },
  );
  transcript.addEventListener("gap", gapFound, { signal });
  speakers.addEventListener("renamed", () => rows.refreshAll(), { signal });
  speakers.addEventListener("filtered", () => rows.reset(transcript.segments.length), { signal });
  return {
    element: h("div", { class: "reader" }, panel, replacing, bar.element, list, now, hint, sound.element),
    show,
    say,
    load,
    follow,
    open,
  };

  /** Go to a segment, and mark what was searched for there. @param {number} index @param {string} find */
  function open(index, find) {
    const segment = transcript.segments[index];
    if (!segment) return;
    if (find) bar.open(find, index);
    sound.seek(segment.start, false);
    rows.reveal(index);
  }

  async function load() {
    const { segments, gaps, speakers: found } = await getTranscript(`/jobs/${job.job_id}`, signal);
    speakers.replace(found);
    transcript.replace(segments, gaps);
    show();
    draw();
  }

  /** Show what is edited about the speakers elsewhere, until the page is left. */
  async function follow() {
    if (!speakers.all.length) return;
    let opened = false;
    const again = () => (opened ? update() : (opened = true));
    await followEvents("/jobs/events", told, signal, () => void again());

    function told({ name, data }) {
      if (name === "speakers" && data.job_id === job.job_id) update();
    }
  }

  /** Edits of this page are here already; then nothing is made anew. */
  async function update() {
    const fresh = await getTranscript(`/jobs/${job.job_id}`, signal).catch(() => null);
    if (!fresh || isSame(fresh)) return;
    fresh.segments.forEach((segment, index) =>
      Object.assign(transcript.segments[index] ?? {}, segment),
    );
    speakers.rename(fresh.speakers);
  }

  function isSame({ segments, speakers: found }) {
    const told = (all, parts) => JSON.stringify([all, parts.map(({ speaker }) => speaker)]);
    return told(found, segments) === told(speakers.all, transcript.segments);
  }

  /** The slider does without pictures. */
  function draw() {
    if (!sound.picture.childNodes.length)
      drawWaveform(`/jobs/${job.job_id}`, sound, signal).catch(() => {});
    turns.draw(job.duration_seconds).catch(() => {});
  }

  function render(index) {
    const row = segmentRow(transcript, index, {
      lang: languageOf(transcript.segments[index], job),
      note: noteOn(transcript.segments[index], job),
      sought,
      current: current?.index === index ? current.time : -1,
      canCorrect: job.status === "completed",
      editor: edits.isOpen(index) ? edits.editor(index) : null,
      speaker: speakerHeading(transcript, index, speakers),
      speakerChoice: speakerChoice(transcript.segments[index], index, speakers, voices.move),
      seek: sound.seek,
      edit: edits.begin,
      undo: edits.undo,
    });
    return mark.restored(row, index);
  }

  function grown() {
    goingAlong(() => {
      showHint();
      rows.grow();
    });
  }

  /** Show what is being said; it becomes a segment, or is replaced. @param {string} words */
  function say(words) {
    if (now.textContent === words.trim()) return;
    goingAlong(() => {
      now.textContent = words.trim();
      now.hidden = !now.textContent;
      showHint();
    });
  }

  /** Whoever reads the end of a text that is being made goes along with it. */
  function goingAlong(change) {
    const page = document.documentElement;
    const goesAlong = scrollY + innerHeight > page.scrollHeight - NEAR;
    change();
    if (goesAlong) requestAnimationFrame(() => scrollTo({ top: page.scrollHeight }));
  }

  /** It belongs to the last row, or to the hint where there is no row yet. */
  function gapFound() {
    if (transcript.segments.length) rows.refresh(transcript.segments.length - 1);
    else show();
  }

  function seek(text, place) {
    sought = text;
    current = place;
    rows.refreshAll();
  }

  function show() {
    showHint();
    bar.show();
    replacing.hidden = job.status !== "completed" || !transcript.segments.length;
  }

  /** What stands in place of the text while there is none; gaps are then marked here. */
  function showHint() {
    hint.hidden = transcript.segments.length > 0 || !now.hidden;
    if (hint.hidden) return hint.replaceChildren();
    fill(
      hint,
      h("p", {}, emptyWords(job, transcript.gaps.length > 0)),
      transcript.gaps.map((gap) => gapMark(gap, sound.seek)),
    );
  }

  /** Lines of about sixty characters; the truth is measured once they are seen. 0 hides the row. */
  function estimate(index) {
    if (!speakers.shows(transcript.segments[index])) return 0;
    const lines = Math.ceil((transcript.segments[index].text.length + 1) / 60);
    const headings = hasHeading(transcript, index, speakers) ? 1 : 0;
    return 20 + 30 * (lines + transcript.gapsBehind(index).length + headings);
  }
}

function emptyWords(job, hasGaps) {
  const { status } = job;
  if (hasGaps && status === "completed") return "No words were recognised in this recording.";
  if (isPreparing(job))
    return `The model “${job.model_name}” is made ready first. The text will appear here.`;
  if (hasGaps) return "No words recognised so far.";
  const words = {
    completed: "No speech was found in this recording.",
    queued: "This recording is waiting in the queue. Its text will appear here.",
    processing: "Listening… the first words appear here in a moment.",
  };
  return words[status] ?? "There is no text.";
}
