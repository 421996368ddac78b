/** A large file, by tus 1.0 (https://tus.io): what has arrived is kept, whatever breaks then. */
import { sleep } from "../api/connection.js";
import { submitJob } from "../api/jobs.js";
import { request } from "../api/request.js";
import { send } from "../api/sending.js";
import { ensureReadable } from "./readable.js";

const VERSION = { "Tus-Resumable": "1.0.0" };
/** In bytes: the most that is lost if the service dies, and what a proxy must let through. */
const PART = 8 * 2 ** 20;
/** In ms; so long a line may be still, also after all has left and the service writes it down. */
const PATIENCE = 120_000;
/** In ms, between tries to delete an upload; a broken connection locks it for a moment. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

/** @implements {import("./upload.js").Recording} */
export class FileInParts {
  #file;
  #bytes = 0;
  /** @type {Promise<string> | null} where the service takes it, once that was asked */
  #place = null;

  /** @param {File} file */
  constructor(file) {
    this.#file = file;
    this.name = file.name;
    this.size = file.size;
  }

  /** The share that the service has stored, from 0 to 1. */
  get arrived() {
    return this.#bytes / this.size;
  }

  /**
   * @param {Record<string, string>} options
   * @param {import("./upload.js").Sending} sending
   * @returns {Promise<{job_id: string}>}
   */
  async send(options, sending) {
    try {
      const place = await this.#taken(sending);
      while (this.#bytes < this.size) await this.#sendPart(place, sending);
      const upload = place.slice(place.lastIndexOf("/") + 1);
      return await submitJob({ ...options, upload }, sending);
    } catch (error) {
      if (/** @type {any} */ (error).status === 404) this.#beginAnew();
      throw error;
    }
  }

  /** Delete the upload; it will not become a job. */
  async forget() {
    const place = await this.#place?.catch(() => null);
    this.#place = null;
    if (place) await removed(place);
  }

  /** Return the upload's address and offset; stored bytes are not sent again. */
  async #taken(sending) {
    if (!this.#place) return this.#announced(sending.signal);
    const place = await this.#place;
    // All of it was there: then it may have become a job, of which only the answer was lost.
    if (this.#bytes < this.size) {
      const answer = await request(place, {
        method: "HEAD",
        headers: VERSION,
        signal: sending.signal,
      });
      this.#noted(answer.headers.get("Upload-Offset"), sending);
    }
    return place;
  }

  /** Not stopped by anybody, so that it is known afterwards what is to be removed. */
  async #announced(signal) {
    this.#place = announced(this.#file);
    this.#place.catch(() => (this.#place = null));
    const place = await this.#place;
    signal.throwIfAborted();
    return place;
  }

  /** Forget an upload that has expired, so that the next try starts a new one. */
  #beginAnew() {
    this.#bytes = 0;
    this.#place = null;
  }

  async #sendPart(place, sending) {
    const from = this.#bytes;
    await ensureReadable(this.#file);
    const answer = await send("PATCH", place, {
      body: this.#file.slice(from, from + PART),
      headers: {
        ...VERSION,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(from),
      },
      signal: sending.signal,
      onProgress: (sent) => sending.onProgress((from + sent) / this.size),
      patience: PATIENCE,
    });
    this.#noted(answer.getResponseHeader("Upload-Offset"), sending);
  }

  #noted(offset, { onProgress, onArrival }) {
    const before = this.#bytes;
    this.#bytes = Number(offset);
    if (this.#bytes > before) onArrival();
    onProgress(this.arrived);
  }
}

async function announced(file) {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const answer = await request("/uploads/", {
    method: "POST",
    headers: {
      ...VERSION,
      "Upload-Length": String(file.size),
      "Upload-Metadata": `filename ${name}`,
    },
  });
  return /** @type {string} */ (answer.headers.get("Location"));
}

/** If this fails, the service deletes the upload when it expires. */
async function removed(place) {
  for (const wait of WAITS) {
    const fault = await request(place, {
      method: "DELETE",
      headers: VERSION,
      anonymous: true,
    }).catch((error) => error);
    if (fault.status !== 423 && !fault.mayPass) return;
    await sleep(wait);
  }
}
