/**
 * The segments of one transcript, and what can be found in them.
 *
 * Dispatches `grown` (one was added), `replaced` (all are others now) and `changed` (detail: index).
 *
 * @typedef {import("../api/transcripts.js").Segment} Segment
 */
import { placesOf } from "./places.js";

export class Transcript extends EventTarget {
  /** @type {Segment[]} */
  segments = [];
  showsOriginal = false;

  /** @param {Segment[]} segments */
  replace(segments) {
    this.segments = segments;
    this.dispatchEvent(new Event("replaced"));
  }

  /** @param {Segment} segment */
  append(segment) {
    this.segments.push(segment);
    this.dispatchEvent(new Event("grown"));
  }

  /** @param {number} index @param {Partial<Segment>} change */
  change(index, change) {
    Object.assign(this.segments[index], change);
    this.dispatchEvent(new CustomEvent("changed", { detail: index }));
  }

  /** @param {boolean} original */
  show(original) {
    this.showsOriginal = original;
    this.dispatchEvent(new Event("replaced"));
  }

  /** The text of a segment in the version that is shown. @param {number} index */
  textAt(index) {
    const { text, original } = this.segments[index];
    return (this.showsOriginal ? (original ?? text) : text).trim();
  }

  /** The words with their times, where the text is still what was heard. @param {number} index */
  wordsAt(index) {
    const { words, original } = this.segments[index];
    return original === null || this.showsOriginal ? words : null;
  }

  get hasCorrections() {
    return this.segments.some(({ original }) => original !== null);
  }

  /** The segment that is spoken at a time, or the last before it; -1 before the first. @param {number} seconds */
  indexAt(seconds) {
    return lastBefore(this.segments, seconds);
  }

  /** Where a text occurs, in any case: the segment, once for each time. @param {string} sought */
  find(sought) {
    return this.segments.flatMap((_, index) =>
      placesOf(this.textAt(index), sought).map(() => ({ index })),
    );
  }

  get text() {
    return this.segments.map((_, index) => this.textAt(index)).join("\n");
  }
}

/**
 * The last of several, in order of their start, that had begun by a time.
 *
 * @param {{start: number}[]} sorted
 * @param {number} seconds
 */
export function lastBefore(sorted, seconds) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle].start <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
