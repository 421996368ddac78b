/** Sound that the service has not confirmed yet, in memory. */
import { BYTES_PER_SECOND } from "./pcm.js";

/** In bytes: half an hour, 86 MB. */
export const MOST = 30 * 60 * BYTES_PER_SECOND;
/** In bytes; sound is dropped in blocks of this size. */
const BLOCK = BYTES_PER_SECOND;

export class UnconfirmedSound {
  /** @type {Uint8Array[]} all but the last are full */
  #blocks = [];
  /** The position of the first block in the recording, in bytes, as all positions. */
  #start = 0;
  confirmed = 0;
  end = 0;

  /** How much is not confirmed, in bytes. */
  get size() {
    return this.end - this.confirmed;
  }

  get isFull() {
    return this.size >= MOST;
  }

  /** @param {Uint8Array} bytes */
  push(bytes) {
    let rest = bytes;
    while (rest.length) {
      const filled = (this.end - this.#start) % BLOCK;
      if (!filled) this.#blocks.push(new Uint8Array(BLOCK));
      const part = rest.subarray(0, BLOCK - filled);
      this.#blocks[this.#blocks.length - 1].set(part, filled);
      this.end += part.length;
      rest = rest.subarray(part.length);
    }
  }

  /** Sound before this position is safe. @param {number} position */
  confirm(position) {
    this.confirmed = Math.max(this.confirmed, Math.min(position, this.end));
    while (this.#blocks.length && this.#start + BLOCK <= this.confirmed) {
      this.#blocks.shift();
      this.#start += BLOCK;
    }
  }

  /** @param {number} from not before `confirmed` @param {number} most in bytes @returns {Uint8Array} */
  read(from, most) {
    const bytes = new Uint8Array(Math.min(most, this.end - from));
    for (let done = 0; done < bytes.length; ) {
      const at = from + done - this.#start;
      const block = this.#blocks[Math.floor(at / BLOCK)];
      const part = block.subarray(at % BLOCK, (at % BLOCK) + bytes.length - done);
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }
}
