/** Records in the browser, for a service that has no live session to give. */

/** In order of preference; every browser knows one of them. */
const KINDS = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
  ["audio/ogg;codecs=opus", "ogg"],
];

export class SpareRecorder {
  #recorder;
  #suffix;
  /** @type {Blob[]} */
  #pieces = [];

  /** @param {MediaStream} stream */
  constructor(stream) {
    const [type, suffix] = KINDS.find(([kind]) => MediaRecorder.isTypeSupported(kind)) ?? [
      "",
      "webm",
    ];
    this.#suffix = suffix;
    this.#recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
    this.#recorder.ondataavailable = ({ data }) => this.#pieces.push(data);
    this.#recorder.start(1_000);
  }

  pause() {
    if (this.#recorder.state === "recording") this.#recorder.pause();
  }

  resume() {
    if (this.#recorder.state === "paused") this.#recorder.resume();
  }

  drop() {
    this.#recorder.ondataavailable = null;
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    this.#pieces = [];
  }

  /** End the recording. @param {string} title @returns {Promise<File>} */
  finish(title) {
    return new Promise((resolve) => {
      this.#recorder.onstop = () =>
        resolve(
          new File(this.#pieces, `${title}.${this.#suffix}`, { type: this.#recorder.mimeType }),
        );
      this.#recorder.stop();
    });
  }
}
