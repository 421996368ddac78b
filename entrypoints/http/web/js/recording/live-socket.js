/** One connection to a live session: sends sound as fast as the service takes it. */
import { base64, BYTES_PER_SECOND } from "./pcm.js";

/** In bytes: what is sent at least, 100 ms, and at most in one message. */
const LEAST = BYTES_PER_SECOND / 10;
const PIECE = BYTES_PER_SECOND;
/** In bytes; a slow network gets no more while so much of it has not left. */
const MOST_BUFFERED = 256 * 2 ** 10;
/** In ms, for a session to open. */
const OPENING = 15_000;
/** In ms; sound is confirmed every two seconds, so a service that says nothing for so long is gone. */
const PATIENCE = 30_000;
/** In ms, between requests to store what was sent last. */
const REMINDER = 2_000;
/** In ms; a session in which nothing is sent is ended after some minutes, also in a pause. */
const SILENCE = 60_000;
/** In bytes: the service stores sound when there is so much, or the connection ends. */
const STORED_AT_ONCE = 2 * BYTES_PER_SECOND;
const TICK = 250;
const COMMIT = { type: "input_audio_buffer.commit" };
const LIFE = { type: "session.update", session: { type: "transcription" } };

/** What the service says when a turn is committed in which nothing was said. */
const NOTHING_SAID = "input_audio_buffer_commit_empty";
export const TOO_FAST = "audio_ahead_of_time";
/** The service takes no more ahead of real time in this session, but in the next. */
export const BEHIND = "behind";

/**
 * @typedef {{code: string, message: string}} Fault why a connection ended; both may be empty
 */

export class LiveSocket {
  #socket;
  #sound;
  #told;
  #ahead;
  #opened = performance.now();
  #heardAt = this.#opened;
  #remindedAt = this.#opened;
  #sentAt = this.#opened;
  /** The position up to which sound was sent; null until the service has said what it has. */
  #sent = /** @type {number | null} */ (null);
  #first = 0;
  /** Whether the rest is to be stored at once. */
  isLast = false;
  fault = /** @type {Fault} */ ({ code: "", message: "" });

  /**
   * @param {URLSearchParams} query
   * @param {import("./unconfirmed-sound.js").UnconfirmedSound} sound
   * @param {{ahead: number, told: (message: any) => void}} how `ahead`: so many seconds the sound
   *   may be ahead of real time
   */
  constructor(query, sound, { ahead, told }) {
    const address = new URL(`/v1/realtime?${query}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.#socket = new WebSocket(address, "realtime");
    this.#sound = sound;
    this.#told = told;
    this.#ahead = ahead;
  }

  get isReady() {
    return this.#sent !== null;
  }

  /** Whether the service has answered at all. */
  get hasAnswered() {
    return this.#heardAt > this.#opened;
  }

  /** Resolve when the connection has ended. @returns {Promise<Fault>} */
  ended() {
    const timer = setInterval(() => this.#tick(), TICK);
    return new Promise((resolve) => {
      this.#socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
      this.#socket.onclose = () => {
        clearInterval(timer);
        this.#sent = null;
        resolve(this.fault);
      };
    });
  }

  /** Send on from here. @param {number} position */
  ready(position) {
    this.#first = this.#sent = position;
    this.#opened = performance.now();
    this.pump();
  }

  /** Send what has come. */
  pump() {
    if (this.#sent === null) return;
    while (this.#maySend()) {
      const piece = this.#sound.read(this.#sent, PIECE);
      this.#send({ type: "input_audio_buffer.append", audio: base64(piece) });
      this.#sent += piece.length;
    }
  }

  /** End the item that is being spoken, and have all sound stored. */
  commit() {
    this.#remindedAt = performance.now();
    if (this.isReady) this.#send(COMMIT);
  }

  close() {
    this.#socket.close();
  }

  /** Give it up without a farewell: over a broken network, closing takes minutes. */
  abandon() {
    this.close();
    this.#socket.onmessage = null;
    this.#socket.onclose?.(new CloseEvent("close"));
  }

  #closeWith(code) {
    this.fault = { code, message: "" };
    this.close();
  }

  #maySend() {
    const waiting = this.#sound.end - (this.#sent ?? 0);
    return (
      waiting >= (this.isLast ? 1 : LEAST) &&
      this.#socket.bufferedAmount < MOST_BUFFERED &&
      !this.#isTooFast()
    );
  }

  #isTooFast() {
    const seconds = ((this.#sent ?? 0) + PIECE - this.#first) / BYTES_PER_SECOND;
    const passed = (performance.now() - this.#opened) / 1_000;
    return seconds > passed + this.#ahead;
  }

  /** Whether a new session would take at once what this one takes only as time passes. */
  #isBehind() {
    const sent = this.#sent ?? 0;
    const waits = this.#sound.end - sent > PIECE && this.#isTooFast();
    return waits && sent - this.#sound.confirmed <= STORED_AT_ONCE;
  }

  #tick() {
    const now = performance.now();
    this.pump();
    const isWaiting = !this.isReady || this.#sound.size > 0;
    const patience = this.isReady ? PATIENCE : OPENING;
    if (isWaiting && now - Math.max(this.#heardAt, this.#opened) > patience) this.abandon();
    if (this.isReady && this.#isBehind()) this.#closeWith(BEHIND);
    if (this.isReady && now - this.#sentAt > SILENCE) this.#send(LIFE);
    const allSent = this.#sent === this.#sound.end && this.#sound.size > 0;
    if (this.isLast && allSent && now - this.#remindedAt > REMINDER) this.commit();
  }

  #take(message) {
    this.#heardAt = performance.now();
    if (message.type === "error" && message.error.code !== NOTHING_SAID) {
      this.fault = message.error;
      if (message.error.code === TOO_FAST) this.close(); // else it would be missing in the middle
    }
    this.#told(message);
  }

  #send(message) {
    this.#sentAt = performance.now();
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
