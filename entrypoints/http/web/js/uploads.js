/**
 * The recordings that are on their way to the service, whichever view is shown meanwhile.
 *
 * Dispatches `change` (detail: the upload) and `accepted` (detail: the id of the new job).
 *
 * @typedef {{id: number, file: File, options: Record<string, string>, sent: number, error: string,
 *   state: "waiting" | "sending" | "checking" | "paused" | "accepted" | "failed" | "dropped",
 *   stop: AbortController, tries: number}} Upload
 */
import { connection } from "./api/connection.js";
import { wasStopped, wordsOf } from "./api/problem.js";
import { session } from "./api/session.js";
import { upload } from "./api/upload.js";

/** As many at once: more would only make each of them slower. */
const SIDE_BY_SIDE = 2;
/** How often one is sent again by itself, after the service has been away. */
const MOST_TRIES = 5;

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
    for (const file of files) {
      const id = ++this.#count;
      const stop = new AbortController();
      const fresh = { id, file, options, sent: 0, error: "", state: "waiting", stop, tries: 0 };
      this.all.set(id, /** @type {Upload} */ (fresh));
      this.#changed(fresh);
    }
    this.#next();
  }

  /** Send one again. @param {Upload} one */
  again(one) {
    Object.assign(one, { state: "waiting", error: "", sent: 0, stop: new AbortController() });
    this.#changed(one);
    this.#next();
  }

  /** Stop one, or put it away. @param {Upload} one */
  drop(one) {
    this.all.delete(one.id);
    one.state = "dropped";
    one.stop.abort();
    this.#changed(one);
    this.#next();
  }

  #next() {
    const all = [...this.all.values()];
    const running = all.filter(({ state }) => state === "sending" || state === "checking").length;
    for (const one of all.filter(({ state }) => state === "waiting").slice(0, Math.max(0, SIDE_BY_SIDE - running))) {
      this.#send(one);
    }
  }

  async #send(one) {
    one.state = "sending";
    this.#changed(one);
    const onProgress = (sent) => {
      one.sent = sent;
      if (sent === 1) one.state = "checking";
      this.#changed(one);
    };
    try {
      const { job_id } = await upload(one.file, one.options, { onProgress, signal: one.stop.signal });
      this.#accepted(one, job_id);
    } catch (error) {
      if (!wasStopped(error)) await this.#failed(one, error);
    }
    this.#next();
  }

  #accepted(one, jobId) {
    one.state = "accepted";
    this.all.delete(one.id);
    this.#changed(one);
    this.dispatchEvent(new CustomEvent("accepted", { detail: { jobId, name: one.file.name } }));
  }

  /** What may pass is waited out; what is wrong with the recording is said. */
  async #failed(one, error) {
    one.tries += 1;
    const ended = error.status === 401;
    if (one.tries < MOST_TRIES && (ended || error.mayPass)) {
      Object.assign(one, { state: "paused", sent: 0 });
      this.#changed(one);
      if (!ended) connection.lost();
      await (ended ? session.renewed() : connection.back());
      if (one.state === "paused") this.again(one);
      return;
    }
    Object.assign(one, { state: "failed", error: wordsOf(error) });
    this.#changed(one);
  }

  #changed(one) {
    this.dispatchEvent(new CustomEvent("change", { detail: one }));
  }
}

export const uploads = new Uploads();
