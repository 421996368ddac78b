/**
 * The line of a recording to the service, which mends itself.
 *
 * Sound leaves memory when the service has confirmed that it is stored. After a loss a connection is
 * opened again, and sound is sent on from what is confirmed.
 *
 * Dispatches `open` (detail: whether a line was open before), `lost` (detail: why, for the user),
 * `told` (detail: a message of the service), `refused` (no line could be opened at all) and `failed`
 * (the service takes no more of this recording); the details of the last two are faults, and the
 * line has ended then.
 */
import { sleep } from "../api/connection.js";
import { wordsOf } from "../api/problem.js";
import { request } from "../api/request.js";
import { BEHIND, LiveSocket, TOO_FAST } from "./live-socket.js";

const TICK = 250;
/** In ms, for the service to store what was sent last. */
const SETTLING = 5_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
/** In seconds: so far ahead of real time the service takes sound, unless its operator wants less. */
const AHEAD = 45;
/** Faults that trying again does not mend. */
const FINAL = new Set([
  "job_not_found",
  "recording_ended",
  "recording_taken_over",
  "upload_too_large",
  "storage_quota_exceeded",
  "quota_exceeded",
]);
const NO_SOCKET =
  "The connection for live text cannot be opened. A proxy in between may not pass it on.";

export class LiveLine extends EventTarget {
  #sound;
  #kept;
  /** @type {LiveSocket | null} */
  #socket = null;
  #wasOpen = false;
  #stop = new AbortController();
  #isLast = false;
  #ahead = AHEAD;
  #wait = FIRST_WAIT;

  /**
   * @param {import("./unconfirmed-sound.js").UnconfirmedSound} sound
   * @param {import("./kept-recording.js").KeptRecording} kept
   */
  constructor(sound, kept) {
    super();
    this.#sound = sound;
    this.#kept = kept;
  }

  get isOpen() {
    return Boolean(this.#socket?.isReady);
  }

  get hasEnded() {
    return this.#stop.signal.aborted;
  }

  /** Open it, and keep it open until `end`. */
  async begin() {
    addEventListener("offline", () => this.#socket?.abandon(), { signal: this.#stop.signal });
    while (!this.hasEnded) {
      const fault = await this.#connection();
      if (this.hasEnded) return;
      if (!this.#wasOpen) this.#endWith("refused", fault);
      else if (FINAL.has(fault.code)) this.#endWith("failed", fault);
      else await this.#untilNext(fault);
    }
  }

  /** Send what has come. */
  pump() {
    this.#socket?.pump();
  }

  /** End the item that is being spoken. */
  commit() {
    this.#socket?.commit();
  }

  /** Resolve when all sound is stored, however long the line is lost, or when it has ended. */
  async drained() {
    this.#isLast = true;
    if (this.#socket) this.#socket.isLast = true;
    this.pump();
    this.commit();
    while (this.#sound.size && !this.hasEnded) await sleep(TICK);
  }

  /** Resolve when the service has stored what was sent: it must not do so after a deletion. */
  async settled() {
    if (this.isOpen) await Promise.race([this.drained(), sleep(SETTLING)]);
  }

  end() {
    this.#stop.abort();
    this.#socket?.close();
  }

  /** One connection, from its beginning to its end. @returns {Promise<import("./live-socket.js").Fault>} */
  async #connection() {
    try {
      const query = await this.#kept.query();
      if (this.hasEnded) return NO_FAULT;
      const told = (message) => this.#told(message);
      const how = { ahead: this.#ahead, told };
      this.#socket = new LiveSocket(query, this.#sound, how);
      this.#socket.isLast = this.#isLast;
      const fault = await this.#socket.ended();
      if (this.#socket.hasAnswered || this.hasEnded) return fault;
      await request("/auth/me"); // a login that has ended is renewed; it says why nothing answers
      return { code: "", message: NO_SOCKET };
    } catch (error) {
      return { code: /** @type {any} */ (error).code ?? "", message: wordsOf(error) };
    } finally {
      this.#socket = null;
    }
  }

  #told(message) {
    if (message.type === "recording.stored") {
      this.#sound.confirm(message.offset);
      if (!this.isOpen) this.#opened(message.offset);
    }
    this.dispatchEvent(new CustomEvent("told", { detail: message }));
  }

  #opened(position) {
    const isMended = this.#wasOpen;
    this.#wasOpen = true;
    this.#wait = FIRST_WAIT;
    this.#socket?.ready(position);
    this.dispatchEvent(new CustomEvent("open", { detail: isMended }));
  }

  /** Wait before the next connection. */
  async #untilNext({ code, message }) {
    if (code === BEHIND) return;
    if (code === TOO_FAST) this.#ahead = Math.max(1, this.#ahead / 2);
    this.dispatchEvent(new CustomEvent("lost", { detail: message }));
    const wait = this.#wait * (0.75 + Math.random() / 2); // not all at once after a restart
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    await Promise.race([sleep(wait), online(this.#stop.signal)]);
  }

  #endWith(name, fault) {
    this.end();
    this.dispatchEvent(new CustomEvent(name, { detail: fault }));
  }
}

const NO_FAULT = { code: "", message: "" };

function online(signal) {
  return new Promise((resolve) => {
    addEventListener("online", resolve, { once: true, signal });
  });
}
