/** Runs in the audio thread: collects the sound of its one input, and posts it in blocks. */

/** In samples; about 21 ms at 48,000 Hz. */
const BLOCK = 1_024;

class CaptureProcessor extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK);
  #filled = 0;

  /** @param {Float32Array[][]} inputs one input, mixed to one channel, 128 samples at a time */
  process([[samples]]) {
    if (!samples) return true; // no source is connected right now
    for (const sample of samples) {
      this.#block[this.#filled++] = sample;
      if (this.#filled === BLOCK) this.#post();
    }
    return true;
  }

  #post() {
    this.port.postMessage(this.#block, [this.#block.buffer]);
    this.#block = new Float32Array(BLOCK);
    this.#filled = 0;
  }
}

registerProcessor("capture", CaptureProcessor);
