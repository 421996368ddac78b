/**
 * The queue of uploads, which goes on while the user changes views.
 *
 * Dispatches `change` (detail: the upload), `accepted` (detail: the id of the new job and the
 * recording's name) and `reconsidered` (detail: the address of a link that is to be changed).
 *
 * @typedef {import("./upload.js").Upload} Upload
 */
import { wasStopped, wordsOf } from "../api/problem.js";
import { FileInParts } from "./file-in-parts.js";
import { Link } from "./link.js";
import { whatPasses } from "./patience.js";
import { newUpload } from "./upload.js";
import { WholeFile } from "./whole-file.js";

/** In bytes; a file above this goes up in parts, of which a broken line loses one. */
const LARGE = 16 * 2 ** 20;
/** Uploads at once; more would only make each of them slower. */
const SIDE_BY_SIDE = 2;
/** How often an upload is retried without progress. */
const MOST_TRIES = 3;
/** The other server may be back, or the file there, when somebody asks again. */
const NOT_THERE = "source_unavailable";

class Uploads extends EventTarget {
  /** @type {Map<number, Upload>} */
  all = new Map();
  #count = 0;

  /** Whether leaving the page would lose anything. */
  get areUnderWay() {
    return [...this.all.values()].some(({ state }) => state !== "accepted" && state !== "failed");
  }

  /** @param {Iterable<File>} files @param {Record<string, string>} options */
  add(files, options) {
    const recordings = Array.from(files, (file) =>
      file.size > LARGE ? new FileInParts(file) : new WholeFile(file),
    );
    this.#take(recordings, options);
  }

  /** @param {string} address @param {Record<string, string>} options */
  fetch(address, options) {
    this.#take([new Link(address)], options);
  }

  #take(recordings, options) {
    for (const recording of recordings) {
      const fresh = newUpload(++this.#count, recording, options);
      this.all.set(fresh.id, fresh);
      this.#changed(fresh);
    }
    this.#next();
  }

  /** Retry an upload at the user's request. @param {Upload} one */
  again(one) {
    one.tries = 0;
    this.#requeue(one);
  }

  #requeue(one) {
    Object.assign(one, { state: "waiting", error: "", stop: new AbortController() });
    this.#changed(one);
    this.#next();
  }

  /** Stop an upload, or remove it from the list. @param {Upload} one */
  drop(one) {
    this.all.delete(one.id);
    one.state = "dropped";
    one.stop.abort();
    one.recording.forget();
    this.#changed(one);
    this.#next();
  }

  /** Return the address of a link to the form, to be changed. @param {Upload} one */
  reconsider(one) {
    this.drop(one);
    this.dispatchEvent(new CustomEvent("reconsidered", { detail: one.recording.address }));
  }

  #next() {
    const all = [...this.all.values()];
    const running = all.filter(({ state }) => state === "sending" || state === "checking").length;
    const waiting = all.filter(({ state }) => state === "waiting");
    for (const one of waiting.slice(0, Math.max(0, SIDE_BY_SIDE - running))) this.#send(one);
  }

  async #send(one) {
    one.state = "sending";
    this.#changed(one);
    const sending = {
      key: one.key,
      signal: one.stop.signal,
      onProgress: (sent) => this.#sent(one, sent),
      onArrival: () => (one.tries = 0),
    };
    try {
      const { job_id } = await one.recording.send(one.options, sending);
      this.#accepted(one, job_id);
    } catch (error) {
      if (!wasStopped(error)) await this.#failed(one, error);
    }
    this.#next();
  }

  #sent(one, sent) {
    one.sent = sent;
    one.state = sent === 1 ? "checking" : "sending";
    this.#changed(one);
  }

  #accepted(one, jobId) {
    one.state = "accepted";
    this.all.delete(one.id);
    this.#changed(one);
    this.dispatchEvent(
      new CustomEvent("accepted", { detail: { jobId, name: one.recording.name } }),
    );
  }

  /** Retry after temporary errors; show errors of the recording. */
  async #failed(one, error) {
    const passes = whatPasses(error);
    if (passes?.counts) one.tries += 1;
    one.sent = one.recording.arrived;
    if (passes && one.tries < MOST_TRIES) {
      one.state = "paused";
      this.#changed(one);
      await passes.wait(one.tries);
      if (one.state === "paused") this.#requeue(one);
    } else {
      const mayPass = Boolean(passes) || error.code === NOT_THERE;
      Object.assign(one, { state: "failed", error: wordsOf(error), mayPass });
      this.#changed(one);
      if (!mayPass) one.recording.forget();
    }
  }

  #changed(one) {
    this.dispatchEvent(new CustomEvent("change", { detail: one }));
  }
}

export const uploads = new Uploads();
