/**
 * The speakers of one transcript, and whose words alone are shown.
 *
 * Dispatches `changed` when a name or the list is another one, then `renamed` if the segments are
 * the same as before, and `filtered`.
 *
 * @typedef {import("../api/speakers.js").Speaker} Speaker
 */

/** So many colours there are; then they repeat, and the letters tell speakers apart. */
const COLOURS = 8;

export class Speakers extends EventTarget {
  /** @type {Speaker[]} */
  all = [];
  /** The label of the one speaker whose words are shown. @type {?string} */
  only = null;

  /** @param {Speaker[]} speakers */
  replace(speakers) {
    this.all = speakers;
    if (!this.of(this.only)) this.only = null;
    this.dispatchEvent(new Event("changed"));
  }

  /** The same speakers, under other names. @param {Speaker[]} speakers */
  rename(speakers) {
    this.replace(speakers);
    this.dispatchEvent(new Event("renamed"));
  }

  /** Show the words of one speaker alone; null shows all. @param {?string} label */
  show(label) {
    this.only = label;
    this.dispatchEvent(new Event("filtered"));
  }

  /** @param {?string} label */
  of(label) {
    return this.all.find((speaker) => speaker.label === label);
  }

  /** The name to show. @param {string} label */
  nameOf(label) {
    return this.of(label)?.name ?? `Speaker ${label}`;
  }

  /** The class of a speaker's colour. @param {string} label */
  colourOf(label) {
    return `speaker-${indexOf(label) % COLOURS}`;
  }

  /** Whether the words of a segment are shown. @param {{speaker: ?string}} segment */
  shows({ speaker }) {
    return !this.only || speaker === this.only;
  }
}

/** The number of a label, which stays the same when others are merged: A is 0, Z 25, AA 26. */
function indexOf(label) {
  return [...label].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
