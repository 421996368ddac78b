/**
 * Captures sound from a source that may change, as PCM.
 *
 * Dispatches `sound` (detail: `{bytes, peak}`: PCM and its peak in decibels) and `ended` when the
 * source ends by itself: a microphone is unplugged, or the sharing of a tab is stopped.
 */
import { RATE, pcm16, peak } from "./pcm.js";
import { Resampler } from "./resampler.js";

export class Capture extends EventTarget {
  #context = new AudioContext();
  /** All sources come together here, mixed to one channel. */
  #input = new GainNode(this.#context, { channelCount: 1, channelCountMode: "explicit" });
  #resampler = new Resampler(this.#context.sampleRate, RATE);
  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {MediaStreamAudioSourceNode | null} */
  #source = null;

  /** @param {MediaStream} stream the first source */
  async begin(stream) {
    this.use(stream);
    await this.#context.audioWorklet.addModule(new URL("./capture-worklet.js", import.meta.url));
    const worklet = new AudioWorkletNode(this.#context, "capture", {
      channelCount: 1,
      channelCountMode: "explicit",
    });
    worklet.port.onmessage = ({ data }) => this.#heard(data);
    // Its output is silence; a node that leads nowhere need not be run by the browser.
    this.#input.connect(worklet).connect(this.#context.destination);
    const wake = () => this.#context.state !== "closed" && this.#context.resume().catch(() => {});
    this.#context.onstatechange = wake; // a phone call interrupts it on iOS
    await wake();
  }

  /** Take sound from another source from now on. @param {MediaStream} stream */
  use(stream) {
    this.release();
    this.#stream = stream;
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#source.connect(this.#input);
    for (const track of stream.getTracks())
      track.onended = () => stream === this.#stream && this.dispatchEvent(new Event("ended"));
  }

  /** What is captured, for another recorder. @returns {MediaStream} */
  copy() {
    const copy = this.#context.createMediaStreamDestination();
    this.#input.connect(copy);
    return copy.stream;
  }

  async end() {
    this.release();
    this.#context.onstatechange = null;
    await this.#context.close();
  }

  /** Give the source back. */
  release() {
    this.#source?.disconnect();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  #heard(block) {
    const samples = this.#resampler.push(block);
    const detail = { bytes: pcm16(samples), peak: peak(samples) };
    this.dispatchEvent(new CustomEvent("sound", { detail }));
  }
}
