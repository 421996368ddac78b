/** Shows the recording that is being made, above all views. */
import { wordsOf } from "../api/problem.js";
import { announce, fill, h } from "../dom.js";
import { clock, length } from "../format.js";
import { confirmed } from "../parts/dialog.js";
import { field } from "../parts/field.js";
import { icon } from "../parts/icons.js";
import { notify } from "../parts/notices.js";
import { levelMeter } from "./level-meter.js";
import { LiveRecording } from "./live-recording.js";
import { liveText } from "./live-text.js";
import { recordingNotes } from "./recording-notes.js";
import { sourceChoice } from "./source-choice.js";
import { deviceOf, openSource, SCREEN, SourceFault } from "./sources.js";

/** In ms. */
const TICK = 250;
/** In seconds; a shorter loss is over before anybody has read of it. */
const LOSS = 1;
/** In seconds; so much is unconfirmed only after a loss, or if the network is slow. */
const BEHIND = 15;

/**
 * Record until somebody stops.
 *
 * @param {HTMLElement} place where it is shown
 * @param {string} source SCREEN, or empty for a microphone
 * @param {Record<string, string>} options those of the job
 * @returns {Promise<void>} the recording has ended
 */
export async function record(place, source, options) {
  const stream = await opened(source);
  if (!stream) return;
  await styled();
  const recording = new LiveRecording(options);
  await recording.begin(stream);
  const ended = new Promise((resolve) =>
    recording.addEventListener("change", () => recording.state === "ended" && resolve(undefined)),
  );
  const panel = new RecordingPanel(recording, source || deviceOf(stream));
  fill(place, panel.element);
  panel.begin();
  await ended;
  panel.end();
  fill(place);
}

/** Open a source; if it cannot be had, say why and return null. */
async function opened(source) {
  try {
    return await openSource(source);
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    notify(error.message, { bad: true });
    return null;
  }
}

/** The style sheet that only recording needs. */
function styled() {
  const href = new URL("../../css/recording.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => resolve(undefined);
    document.head.append(h("link", { rel: "stylesheet", href, onload: done, onerror: done }));
  });
}

class RecordingPanel {
  #recording;
  #source;
  #meter = levelMeter();
  #text = liveText();
  #notes = recordingNotes();
  #choice = sourceChoice((source) => this.#choose(source));
  #state = h("strong", { class: "recording-state" });
  #time = h("span", { class: "recorder-time" }, "0:00");
  #dot = h("span", { class: "recorder-dot", "aria-hidden": "true" });
  #pause = h("button", { class: "button", type: "button", onclick: () => this.#toggle() });
  #stop = h(
    "button",
    { class: "button button-danger", type: "button", onclick: () => this.#finish() },
    icon("stop"),
    "Stop and transcribe",
  );
  #discard = h(
    "button",
    { class: "button button-quiet", type: "button", onclick: () => this.#drop() },
    "Discard",
  );
  #leaving = new AbortController();
  #timer = 0;

  /** @param {LiveRecording} recording @param {string} source */
  constructor(recording, source) {
    this.#recording = recording;
    this.#source = source;
    this.element = h(
      "section",
      { class: "recording", "aria-label": "Recording" },
      h(
        "div",
        { class: "recording-head" },
        this.#dot,
        this.#state,
        this.#time,
        this.#meter.element,
        h("div", { class: "recording-actions" }, this.#pause, this.#stop, this.#discard),
      ),
      h("div", { class: "recording-source" }, field("Source", this.#choice.select)),
      this.#notes.element,
      this.#text.element,
    );
  }

  begin() {
    const { signal } = this.#leaving;
    const on = (name, act) =>
      this.#recording.addEventListener(name, ({ detail }) => act(detail), { signal });
    on("sound", (peak) => this.#recording.state === "recording" && this.#meter.show(peak));
    on("told", (message) => this.#told(message));
    on("mended", () => this.#mended());
    on("ended", () => this.#sourceEnded());
    on("full", () => this.#notes.note("full", FULL));
    on("change", () => this.#show());
    on("invalid", () => this.#giveUp());
    addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
    addEventListener("pagehide", () => this.#recording.abandon(), { signal });
    addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#choice.show(this.#source);
    this.#show();
    this.#pause.focus();
    announce("Recording.");
  }

  end() {
    clearInterval(this.#timer);
    this.#leaving.abort();
    this.#choice.end();
  }

  #show() {
    const { state, refusedBecause, failedBecause } = this.#recording;
    const isPaused = state === "paused";
    this.#state.textContent = STATES[state];
    this.element.dataset.state = state;
    this.#meter.element.hidden = state !== "recording";
    this.#pause.hidden = state === "saving" || failedBecause !== null;
    fill(this.#pause, icon(isPaused ? "play" : "pause"), isPaused ? "Continue" : "Pause");
    this.#stop.disabled = state === "saving";
    if (refusedBecause !== null) this.#notes.note("refused", `${REFUSED} ${refusedBecause}`.trim());
    if (failedBecause !== null) this.#notes.note("failed", `${FAILED} ${failedBecause}`);
    this.#text.element.hidden = refusedBecause !== null && this.#text.isEmpty();
  }

  #tick() {
    const { state, seconds, lostBecause, unconfirmedSeconds } = this.#recording;
    this.#time.textContent = clock(seconds);
    const isLost = lostBecause !== null && unconfirmedSeconds > LOSS;
    this.#notes.note("lost", isLost ? lost(this.#recording) : null);
    const isBehind = lostBecause === null && unconfirmedSeconds > BEHIND;
    this.#notes.note("behind", isBehind ? behind(unconfirmedSeconds) : null);
    const isSilent = state === "recording" && this.#meter.isSilent();
    this.#notes.note("silent", isSilent ? silence(this.#source) : null);
  }

  #told(message) {
    this.#text.told(message);
    if (message.type.endsWith("transcription.failed"))
      this.#notes.note("text", `${NO_TEXT} ${message.error.message}`);
    else if (message.type.endsWith("transcription.completed")) this.#notes.note("text", null);
  }

  #mended() {
    this.#notes.note("full", null);
    this.#text.interrupted("The connection was lost here. The transcript will have every word once.");
    announce("The connection is back. Nothing was lost.");
  }

  #toggle() {
    if (this.#recording.state === "paused") {
      this.#meter.restart();
      this.#notes.note("ended", null);
      this.#notes.note("full", null);
      this.#recording.resume();
      announce("Recording.");
    } else {
      this.#recording.pause();
      announce("Paused.");
    }
  }

  async #choose(source) {
    const stream = await opened(source);
    if (!stream) return;
    this.#source = source;
    this.#recording.use(stream);
    this.#meter.restart();
    await this.#choice.show(source);
    this.#notes.note("ended", null);
    this.#recording.resume();
  }

  #sourceEnded() {
    this.#notes.note("ended", this.#source === SCREEN ? SHARING_ENDED : UNPLUGGED);
  }

  async #finish() {
    this.#notes.note("fault", null);
    try {
      const job = await this.#recording.finish();
      if (job) location.hash = `#/recordings/${job}`;
    } catch (error) {
      this.#notes.note("fault", `The recording could not be saved. ${wordsOf(error)}`);
      this.#stop.disabled = false;
    }
  }

  async #drop() {
    const sure = await confirmed({
      title: "Discard the recording?",
      text: `${length(this.#recording.seconds)} of sound will be deleted. This cannot be undone.`,
      action: "Discard",
    });
    if (!sure) return;
    try {
      await this.#recording.discard();
    } catch (error) {
      this.#notes.note("fault", `The recording is not deleted yet. ${wordsOf(error)}`);
    }
  }

  /** No recording can have these options, so it is better to say so at once. */
  #giveUp() {
    notify(`Nothing was recorded. ${this.#recording.refusedBecause}`, { bad: true });
    this.#recording.discard();
  }

  #key(event) {
    const isElsewhere = event.target.closest?.("input, textarea, select, dialog");
    if (event.key !== "p" || event.ctrlKey || event.metaKey || event.altKey || isElsewhere) return;
    if (!this.#pause.hidden) this.#toggle();
  }
}

const STATES = { recording: "Recording", paused: "Paused", saving: "Saving…", ended: "" };
const REFUSED = "There is no live text now. The recording is sent when you stop.";
const FAILED =
  "The service takes no more of this recording. What it has is kept; stop to transcribe it.";
const NO_TEXT = "The recording goes on, but there is no live text.";
const FULL =
  "The recording is paused, because 30 minutes of it wait for the connection. Continue it when the connection is back.";
const SHARING_ENDED = "The sharing has ended, and the recording is paused. Choose a source, or stop.";
const UNPLUGGED = "The microphone is gone, and the recording is paused. Choose a source, or stop.";

function lost({ state, unconfirmedSeconds, lostBecause }) {
  const goes = { recording: "recording goes on", paused: "recording is paused", saving: "saving waits for it" };
  const unsent = `${Math.round(unconfirmedSeconds)} s not sent yet`;
  return `Connection lost – ${goes[state]}, ${unsent}. ${lostBecause ?? ""}`.trim();
}

function behind(seconds) {
  return `Sending what was recorded meanwhile: ${Math.round(seconds)} s are not sent yet.`;
}

function silence(source) {
  return source === SCREEN
    ? "No sound comes in: does the shared tab play something?"
    : "No sound comes in: is the microphone muted?";
}
