/** What the service keeps of a recording: a job, live until the recording ends. */
import { deleteJob, endLiveJob, submitJob } from "../api/jobs.js";
import { newKey } from "../handing-in/upload.js";

/** Options that only a whole recording can have. */
const NOT_LIVE = ["channels", "track", "clip_start", "clip_end"];

export class KeptRecording {
  #key = newKey();
  #fields;
  /** @type {Promise<string> | null} the id of the job, once that was asked for */
  #job = null;

  /** @param {string} title @param {Record<string, string>} options those of the job */
  constructor(title, options) {
    const taken = Object.entries(options).filter(([name]) => !NOT_LIVE.includes(name));
    this.#fields = { ...Object.fromEntries(taken), live: "true", title, filename: `${title}.wav` };
  }

  /** What its live session is opened with. @returns {Promise<URLSearchParams>} @throws {Problem} */
  async query() {
    return new URLSearchParams({ intent: "transcription", job: await this.#begun() });
  }

  /** Have the job transcribed; asked twice, it does the same. @returns {Promise<string>} its id */
  async finish() {
    const id = await this.#begun();
    await endLiveJob(id);
    return id;
  }

  /** Delete the job and its sound, if there is one. */
  async discard() {
    const id = await this.#job?.catch(() => null);
    if (!id) return;
    await deleteJob(id).catch((error) => {
      if (error.status !== 404) throw error; // then it is deleted already
    });
  }

  /** End it without waiting for an answer, since the page is being left. */
  abandon() {
    this.#job?.then((id) => endLiveJob(id, { keepalive: true })).catch(() => {});
  }

  async #begun() {
    this.#job ??= submitJob(this.#fields, {
      key: this.#key,
      signal: new AbortController().signal,
    }).then(({ job_id: id }) => id);
    this.#job.catch(() => (this.#job = null));
    return this.#job;
  }
}
