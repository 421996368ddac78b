/**
 * The segments of one transcript, and what can be found in them.
 *
 * Dispatches `grown` (one was added), `replaced` (all are others now), `changed` (detail: index) and
 * `gap` (there is one gap more).
 *
 * @typedef {import("../api/transcripts.js").Segment} Segment
 * @typedef {import("../api/transcripts.js").Gap} Gap
 * @typedef {{index: number, time: number}} Occurrence of a text that is searched for
 */
import { placesOf } from "./places.js";

/** A word that is less probable may well be wrong. */
const DOUBTFUL = 0.5;

export class Transcript extends EventTarget {
  /** @type {Segment[]} */
  segments = [];
  /** Speech without words, in the order of time. @type {Gap[]} */
  gaps = [];
  showsOriginal = false;
  marksDoubtful = false;

  /** @param {Segment[]} segments @param {Gap[]} [gaps] */
  replace(segments, gaps = []) {
    this.segments = segments;
    this.gaps = gaps;
    this.dispatchEvent(new Event("replaced"));
  }

  /**
   * Add a segment. The first one that is no draft begins the transcript anew: behind it the rest of
   * what was heard live stays until its turn comes.
   *
   * @param {Segment} segment
   */
  append(segment) {
    if (!segment.draft && this.segments.some(({ draft }) => draft)) {
      const kept = this.segments.filter(({ draft, start }) => !draft || start >= segment.end);
      const at = kept.findIndex(({ draft }) => draft);
      return this.replace(kept.toSpliced(at < 0 ? kept.length : at, 0, segment), this.gaps);
    }
    this.segments.push(segment);
    this.dispatchEvent(new Event("grown"));
  }

  /** @param {Gap} gap */
  appendGap({ start, end }) {
    this.gaps.push({ start, end });
    this.dispatchEvent(new Event("gap"));
  }

  /** The gaps before the first segment. */
  get gapsBefore() {
    const first = this.segments[0];
    return first ? this.gaps.slice(0, firstFrom(this.gaps, first.start)) : this.gaps;
  }

  /** The gaps that start with a segment or behind it, and before the next one. @param {number} index */
  gapsBehind(index) {
    const next = this.segments[index + 1];
    return this.gaps.slice(
      firstFrom(this.gaps, this.segments[index].start),
      next ? firstFrom(this.gaps, next.start) : undefined,
    );
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

  /** @param {boolean} marked */
  markDoubtful(marked) {
    this.marksDoubtful = marked;
    this.dispatchEvent(new Event("replaced"));
  }

  /** Whether a word is to be marked as doubtful. @param {import("../api/transcripts.js").Word} word */
  doubts({ probability }) {
    return this.marksDoubtful && probability < DOUBTFUL;
  }

  get hasWords() {
    return this.segments.some(({ words }) => words?.length);
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

  /**
   * Where a text occurs, in any case: the segment, and the how manyth time in it, from 0.
   *
   * @param {string} sought
   */
  find(sought) {
    return this.segments.flatMap((_, index) =>
      placesOf(this.textAt(index), sought).map((_, time) => ({ index, time })),
    );
  }

  get text() {
    return this.segments.map((_, index) => this.textAt(index)).join("\n");
  }
}

/** The first of several, in order of their start, that starts at a time or later. */
function firstFrom(sorted, seconds) {
  let index = lastBefore(sorted, seconds);
  while (index >= 0 && sorted[index].start >= seconds) index--;
  return index + 1;
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
