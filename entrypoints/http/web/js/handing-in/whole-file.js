/** A small file: sent in one request, which starts again if it breaks. */
import { send } from "../api/sending.js";
import { ensureReadable } from "./readable.js";

/** @implements {import("./upload.js").Recording} */
export class WholeFile {
  arrived = 0;
  #file;

  /** @param {File} file */
  constructor(file) {
    this.#file = file;
    this.name = file.name;
    this.size = file.size;
  }

  /**
   * The fields go first, so that the service checks them before it reads the file.
   *
   * @param {Record<string, string>} options
   * @param {import("./upload.js").Sending} sending
   */
  async send(options, { key, signal, onProgress }) {
    await ensureReadable(this.#file);
    const body = new FormData();
    for (const [name, value] of Object.entries(options)) body.append(name, value);
    body.append("file", this.#file);
    const answer = await send("POST", "/jobs/", {
      body,
      headers: { "Idempotency-Key": key },
      signal,
      onProgress: (sent, total) => onProgress(total ? sent / total : 0),
    });
    return JSON.parse(answer.responseText);
  }

  /** Nothing to delete: the service keeps no incomplete file. */
  async forget() {}
}
