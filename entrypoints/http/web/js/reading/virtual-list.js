/**
 * A list of any length of which only what can be seen, and a little more, is in the document.
 *
 * Rows are in the normal flow, between two paddings that stand for all the others; so text wraps,
 * can be selected, and is read out in order. The page itself scrolls.
 */
import { RowHeights } from "./row-heights.js";

/** Pixels above and below the window in which rows are made already. */
const AHEAD = 600;

export class VirtualList {
  #heights = new RowHeights();
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map();
  /** Where each row in the document stood in the list after the last update. @type {Map<number, number>} */
  #places = new Map();
  /** Where the list began in the page then. */
  #began = 0;
  #pending = 0;

  /**
   * @param {HTMLElement} element
   * @param {{render: (index: number) => HTMLElement, estimate: (index: number) => number}} rows a row
   *   whose estimate is 0 is hidden, and is never made
   * @param {AbortSignal} signal
   */
  constructor(element, rows, signal) {
    this.element = element;
    this.rows = rows;
    addEventListener("scroll", () => this.soon(), { signal, passive: true });
    addEventListener("resize", () => this.soon(), { signal });
    // In another font lines break elsewhere. Fonts come late, and each once a text needs it.
    document.fonts.addEventListener("loadingdone", () => this.soon(), { signal });
    const sizes = new ResizeObserver(() => this.soon());
    sizes.observe(element);
    sizes.observe(document.body); // what is above the list moves it
    signal.addEventListener("abort", () => sizes.disconnect());
  }

  /** All rows are others now. @param {number} count */
  reset(count) {
    for (const index of this.#rows.keys()) this.#remove(index);
    this.#places.clear();
    this.#heights.reset(Array.from({ length: count }, (_, index) => this.rows.estimate(index)));
    this.update();
  }

  /** There is one row more. */
  grow() {
    this.#heights.add(this.rows.estimate(this.#heights.count));
    this.soon();
  }

  /** A row must be made anew. @param {number} index */
  refresh(index) {
    if (!this.#rows.has(index)) return;
    const old = /** @type {HTMLElement} */ (this.#rows.get(index));
    const made = this.rows.render(index);
    this.#rows.set(index, made);
    old.replaceWith(made);
    this.soon();
  }

  /** All rows that are in the document must be made anew. */
  refreshAll() {
    for (const index of [...this.#rows.keys()]) this.refresh(index);
  }

  /** The row as it is in the document, if it is. @param {number} index */
  row(index) {
    return this.#rows.get(index);
  }

  /** Update before the next frame. */
  soon() {
    this.#pending ||= requestAnimationFrame(() => this.update());
  }

  /** Bring a row into view, in the upper part of the window. @param {number} index */
  reveal(index) {
    // What is measured on the way moves the goal, so look again.
    for (let look = 0; look < 3; look++) {
      const goal = this.#start() + this.#heights.top(index) - innerHeight / 3;
      if (look && Math.abs(goal - scrollY) < 1) return;
      scrollTo({ top: goal, behavior: "instant" });
      this.update();
    }
  }

  /** Make what can be seen, and take away what cannot. */
  update() {
    cancelAnimationFrame(this.#pending);
    this.#pending = 0;
    if (!this.element.isConnected) return;
    const anchor = this.#anchor();
    const [from, to] = this.#range();
    for (const index of this.#rows.keys()) if (index < from || index >= to) this.#remove(index);
    this.#insert(from, to);
    if (this.#measure()) this.soon();
    this.#pad(from, to);
    if (anchor) this.#settle(anchor);
    this.#note();
  }

  #range() {
    if (!this.#heights.count) return [0, 0];
    const above = -this.element.getBoundingClientRect().top;
    const from = this.#heights.at(above - AHEAD);
    return [from, this.#heights.at(above + innerHeight + AHEAD) + 1];
  }

  #insert(from, to) {
    let next = this.element.firstElementChild;
    for (let index = from; index < to; index++) {
      if (this.#rows.has(index)) {
        next = /** @type {HTMLElement} */ (this.#rows.get(index)).nextElementSibling;
        continue;
      }
      if (!this.#heights.of(index)) continue;
      const made = this.rows.render(index);
      this.#rows.set(index, made);
      this.element.insertBefore(made, next);
    }
  }

  #remove(index) {
    this.#rows.get(index)?.remove();
    this.#rows.delete(index);
  }

  #measure() {
    let changed = false;
    for (const [index, row] of this.#rows) {
      changed = this.#heights.measure(index, row.getBoundingClientRect().height) || changed;
    }
    return changed;
  }

  #pad(from, to) {
    const { style } = this.element;
    style.paddingTop = `${this.#heights.top(from)}px`;
    style.paddingBottom = `${this.#heights.total - this.#heights.top(to)}px`;
  }

  /**
   * The first row that begins in sight, and where it stood before anything above it changed: there
   * it stays. A row whose beginning is out of sight may become shorter itself, and is taken only if
   * it fills the window.
   */
  #anchor() {
    const { top: start } = this.element.getBoundingClientRect();
    const began = this.#began - scrollY;
    // What is changed in sight, as a panel that is opened, moves the list for all to see.
    const from = start < 0 && began < 0 ? began : start;
    let filling = null;
    for (const [index, row] of [...this.#rows].sort(([a], [b]) => a - b)) {
      const now = row.getBoundingClientRect();
      const top = from + (this.#places.get(index) ?? now.top - start);
      if (top >= 0) return top < innerHeight ? { index, top } : (filling ?? { index, top });
      if (now.bottom > 0) filling ??= { index, top };
    }
    return filling;
  }

  #note() {
    const { top: start } = this.element.getBoundingClientRect();
    this.#began = start + scrollY;
    this.#places.clear();
    for (const [index, row] of this.#rows)
      this.#places.set(index, row.getBoundingClientRect().top - start);
  }

  #settle({ index, top }) {
    const moved = (this.#rows.get(index)?.getBoundingClientRect().top ?? top) - top;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  #start() {
    return this.element.getBoundingClientRect().top + scrollY;
  }
}
