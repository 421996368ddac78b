/** How tall the rows of a long list are: estimated, until they have been seen and measured. */
export class RowHeights {
  /** @type {number[]} */
  #heights = [];
  /** The top of each row, and at last the bottom of all; right below `#sound`. @type {number[]} */
  #tops = [0];
  #sound = 0;

  get count() {
    return this.#heights.length;
  }

  get total() {
    return this.top(this.count);
  }

  /** @param {number} index */
  of(index) {
    return this.#heights[index];
  }

  /** @param {number[]} heights */
  reset(heights) {
    this.#heights = heights;
    this.#sound = 0;
  }

  /** @param {number} height */
  add(height) {
    this.#heights.push(height);
  }

  /** @param {number} index @param {number} height @returns {boolean} whether it is another one */
  measure(index, height) {
    if (Math.abs(this.#heights[index] - height) < 0.5) return false;
    this.#heights[index] = height;
    this.#sound = Math.min(this.#sound, index);
    return true;
  }

  /** How far from the top of the list a row begins. @param {number} index */
  top(index) {
    for (; this.#sound < index; this.#sound++) {
      this.#tops[this.#sound + 1] = this.#tops[this.#sound] + this.#heights[this.#sound];
    }
    return this.#tops[index];
  }

  /** The row that covers a distance from the top. @param {number} distance */
  at(distance) {
    let [low, high] = [0, Math.max(0, this.count - 1)];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.top(middle) <= distance) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
