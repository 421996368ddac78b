/**
 * The recordings that are on their way to the service, whichever view is shown meanwhile.
 *
 * Dispatches `change` (detail: the upload) and `accepted` (detail: the id of the new job).
 *
 * @typedef {{id: number, key: string, file: File, options: Record<string, string>, sent: number, error: string,
 *   mayPass: boolean, state: "waiting" | "sending" | "checking" | "paused" | "accepted" | "failed" | "dropped",
 *   stop: AbortController, tries: number}} Upload
 */
import { connection, sleep } from "./api/connection.js";
import { wasStopped, wordsOf } from "./api/problem.js";
import { session } from "./api/session.js";
import { upload, uploadKey } from "./api/upload.js";

/** As many at once: more would only make each of them slower. */
const SIDE_BY_SIDE = 2;
/** How often one is sent again by itself, after the service has been away. */
const MOST_TRIES = 3;
const MOMENT = 3_000;
/** The service is, or died, at work on what was sent before: it lets go of that within a minute. */
const SENT_TWICE = "idempotency_key_in_use";
const LETS_GO = 15_000;

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
      const fresh = {
        id,
        key: uploadKey(),
        file,
        options,
        sent: 0,
        error: "",
        mayPass: false,
        state: "waiting",
        stop,
        tries: 0,
      };
      this.all.set(id, /** @type {Upload} */ (fresh));
      this.#changed(fresh);
    }
    this.#next();
  }

  /** Send one again, because somebody wants it. @param {Upload} one */
  again(one) {
    one.tries = 0;
    this.#requeue(one);
  }

  #requeue(one) {
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
    const waiting = all.filter(({ state }) => state === "waiting");
    for (const one of waiting.slice(0, Math.max(0, SIDE_BY_SIDE - running))) this.#send(one);
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
      const { job_id } = await upload(one.file, one.options, {
        key: one.key,
        onProgress,
        signal: one.stop.signal,
      });
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
    if (error.code !== SENT_TWICE) one.tries += 1;
    const passes = whatPasses(error);
    if (passes && one.tries < MOST_TRIES) {
      Object.assign(one, { state: "paused", sent: 0 });
      this.#changed(one);
      await passes();
      if (one.state === "paused") this.#requeue(one);
    } else {
      Object.assign(one, { state: "failed", error: wordsOf(error), mayPass: Boolean(passes) });
      this.#changed(one);
    }
  }

  #changed(one) {
    this.dispatchEvent(new CustomEvent("change", { detail: one }));
  }
}

/**
 * What to wait for before an upload is sent again; null where that would change nothing.
 *
 * @param {any} error
 * @returns {(() => Promise<unknown>) | null}
 */
function whatPasses(error) {
  if (error.status === 401) return () => session.renewed();
  if (error.code === SENT_TWICE) return () => sleep(LETS_GO);
  if (error.status === 429) return () => sleep(MOMENT);
  if (!error.mayPass) return null;
  connection.lost(); // it may only look so; then it is back in a second
  return () => connection.back();
}

export const uploads = new Uploads();
