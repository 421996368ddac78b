/**
 * A recording that is being made: its sound on the way from the source to the service.
 *
 * Dispatches `sound` (detail: its peak in decibels), `change` after each change of its state, `told`
 * (detail: a message of the live session), `mended` (the line is back), `ended` (the source ended by
 * itself), `full` (too much sound waits for the line) and `invalid` (the options are not possible).
 *
 * @typedef {"recording" | "paused" | "saving" | "ended"} State
 */
import { uploads } from "../handing-in/uploads.js";
import { Capture } from "./capture.js";
import { KeptRecording } from "./kept-recording.js";
import { LiveLine } from "./live-line.js";
import { BYTES_PER_SECOND } from "./pcm.js";
import { SpareRecorder } from "./spare-recorder.js";
import { UnconfirmedSound } from "./unconfirmed-sound.js";

export class LiveRecording extends EventTarget {
  #options;
  #title = title();
  #capture = new Capture();
  #sound = new UnconfirmedSound();
  #kept;
  #line;
  /** @type {SpareRecorder | null} records as well until there is a line, so that nothing is missed */
  #spare = null;
  #bytes = 0;
  /** @type {State} */
  state = "recording";
  /** Why there is no line at the moment; null if there is one. @type {string | null} */
  lostBecause = null;
  /** Why the recording goes on without live text. @type {string | null} */
  refusedBecause = null;
  /** Why the service takes no more of it. @type {string | null} */
  failedBecause = null;

  /** @param {Record<string, string>} options those of the job */
  constructor(options) {
    super();
    this.#options = options;
    this.#kept = new KeptRecording(this.#title, options);
    this.#line = new LiveLine(this.#sound, this.#kept);
    this.#capture.addEventListener("sound", (event) => this.#heard(detailOf(event)));
    this.#capture.addEventListener("ended", () => this.#sourceEnded());
    this.#line.addEventListener("open", (event) => this.#opened(detailOf(event)));
    this.#line.addEventListener("lost", (event) => this.#lost(detailOf(event)));
    this.#line.addEventListener("refused", (event) => this.#refused(detailOf(event)));
    this.#line.addEventListener("failed", (event) => this.#failed(detailOf(event)));
    this.#line.addEventListener("told", (event) => this.#dispatch("told", detailOf(event)));
  }

  /** How long it is; pauses do not count. */
  get seconds() {
    return this.#bytes / BYTES_PER_SECOND;
  }

  /** How much sound the service has not confirmed. */
  get unconfirmedSeconds() {
    return this.#sound.size / BYTES_PER_SECOND;
  }

  /** Whether the service, and not this browser, keeps the recording. */
  get isLive() {
    return this.refusedBecause === null;
  }

  /** @param {MediaStream} stream */
  async begin(stream) {
    await this.#capture.begin(stream);
    this.#spare = new SpareRecorder(this.#capture.copy());
    this.#line.begin();
  }

  /** @param {MediaStream} stream */
  use(stream) {
    this.#capture.use(stream);
  }

  pause() {
    if (this.state !== "recording") return;
    this.#spare?.pause();
    this.#line.commit(); // what was said last is not left hanging
    this.#become("paused");
  }

  resume() {
    if (this.state !== "paused" || this.failedBecause) return;
    this.#spare?.resume();
    this.#become("recording");
  }

  /**
   * End it, and make a job of it.
   *
   * @returns {Promise<string | null>} the id of the job; null if the recording is uploaded as a file
   * @throws {Problem} It can be tried again.
   */
  async finish() {
    this.#become("saving");
    this.#spare?.pause();
    this.#capture.release();
    await this.#line.drained();
    this.#line.end(); // the service stores what it has
    const id = this.isLive ? await this.#kept.finish() : await this.#handIn();
    await this.#end();
    return id;
  }

  /** Delete all of it, here and in the service. */
  async discard() {
    this.#become("saving");
    this.#capture.release();
    await this.#line.settled();
    this.#line.end();
    await this.#kept.discard();
    await this.#end();
  }

  /** The page is being left: what was confirmed becomes a recording. */
  abandon() {
    if (this.isLive) this.#kept.abandon();
  }

  async #end() {
    this.#line.end();
    this.#spare?.drop();
    this.#become("ended");
    await this.#capture.end();
  }

  async #handIn() {
    const file = await this.#spare?.finish(this.#title);
    this.#spare = null;
    if (file) uploads.add([file], this.#options);
    return null;
  }

  #heard({ bytes, peak }) {
    if (this.state === "recording") this.#take(bytes);
    this.#dispatch("sound", peak);
  }

  #take(bytes) {
    this.#bytes += bytes.length;
    if (!this.isLive) return;
    this.#sound.push(bytes);
    this.#line.pump();
    if (this.#sound.isFull) {
      this.pause();
      this.#dispatch("full");
    }
  }

  #sourceEnded() {
    this.pause();
    this.#dispatch("ended");
  }

  #opened(isMended) {
    this.#spare?.drop();
    this.#spare = null;
    const wasLost = this.lostBecause !== null;
    this.lostBecause = null;
    if (isMended && wasLost) this.#dispatch("mended");
    this.#dispatch("change");
  }

  #lost(why) {
    this.lostBecause = why;
    this.#dispatch("change");
  }

  #refused({ code, message }) {
    this.refusedBecause = message;
    this.#sound.confirm(this.#sound.end); // the spare recorder has it
    this.#kept.discard().catch(() => {}); // an empty one fails by itself
    this.#dispatch(code === INVALID ? "invalid" : "change");
  }

  #failed({ message }) {
    this.failedBecause = message;
    this.lostBecause = null;
    this.pause();
    this.#dispatch("change");
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.#dispatch("change");
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The fault of options that the service does not take. */
const INVALID = "invalid_request";

function detailOf(event) {
  return event.detail;
}

function title() {
  const now = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `Recording ${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
}
