/**
 * Changes the sample rate of sound that comes in blocks.
 *
 * A windowed-sinc filter (Smith, "Digital Audio Resampling", ccrma.stanford.edu/~jos/resample): what
 * lies above half the lower of the two rates is removed, so that nothing is folded into speech.
 * Browsers could resample as well (an AudioContext of 24,000 Hz), but Firefox refuses to connect a
 * microphone to a context of another rate. So all browsers take this way.
 */

/** Zero crossings on each side of the filter's centre. */
const CROSSINGS = 16;
/** Entries of the filter's table between two zero crossings. */
const STEPS = 256;
/** The pass band in shares of the lower rate's half; the rest is for the slope of the filter. */
const PASSED = 0.92;

const TABLE = windowedSinc();

export class Resampler {
  #step;
  #cutoff;
  #reach;
  /** Samples that are still needed, and the position of the next output among them. */
  #held;
  #position;

  /** @param {number} from @param {number} to in samples a second */
  constructor(from, to) {
    this.#step = from / to;
    this.#cutoff = PASSED * Math.min(1, to / from);
    this.#reach = Math.ceil(CROSSINGS / this.#cutoff);
    this.#held = new Float32Array(this.#reach); // silence before the first sample
    this.#position = this.#reach;
  }

  /** @param {Float32Array} block @returns {Float32Array} what can be computed by now */
  push(block) {
    const samples = joined(this.#held, block);
    const last = samples.length - this.#reach;
    const count = Math.max(0, Math.ceil((last - this.#position) / this.#step));
    const output = new Float32Array(count);
    for (let i = 0; i < count; i++) output[i] = this.#at(samples, this.#position + i * this.#step);
    const next = this.#position + count * this.#step;
    const dropped = Math.max(0, Math.floor(next) - this.#reach);
    this.#held = samples.slice(dropped);
    this.#position = next - dropped;
    return output;
  }

  #at(samples, position) {
    const first = Math.ceil(position - this.#reach);
    const last = Math.min(samples.length - 1, Math.floor(position + this.#reach));
    const scale = this.#cutoff * STEPS;
    let sum = 0;
    for (let i = Math.max(0, first); i <= last; i++)
      sum += samples[i] * (TABLE[Math.round(Math.abs(i - position) * scale)] ?? 0);
    return sum * this.#cutoff;
  }
}

/** One half of the filter, with a Hann window. */
function windowedSinc() {
  const table = new Float32Array(CROSSINGS * STEPS + 1);
  for (let i = 0; i < table.length; i++) {
    const x = i / STEPS;
    const sinc = x ? Math.sin(Math.PI * x) / (Math.PI * x) : 1;
    table[i] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / CROSSINGS));
  }
  return table;
}

function joined(first, second) {
  const whole = new Float32Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
