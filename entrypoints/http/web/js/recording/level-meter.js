/** The input level, and a warning when nothing is heard. */
import { h } from "../dom.js";

/** In decibels below full scale. */
const FLOOR = -60;
const QUIET = -45;
const CLIPPED = -1;
/** What is quieter than this is no microphone that hears a room. */
const NOTHING = -70;
/** In ms. */
const PATIENCE = 5_000;
/** The bar falls so much between two blocks, in decibels, so that it can be followed by eye. */
const FALL = 2;

export function levelMeter() {
  const bar = h("div", { class: "meter-bar" });
  const element = h(
    "div",
    {
      class: "meter",
      role: "meter",
      "aria-label": "Input level",
      "aria-valuemin": FLOOR,
      "aria-valuemax": 0,
      "aria-valuenow": FLOOR,
    },
    bar,
  );
  let shown = FLOOR;
  let heardAt = performance.now();
  return { element, show, restart, isSilent };

  /** @param {number} peak in decibels */
  function show(peak) {
    if (peak > NOTHING) heardAt = performance.now();
    shown = Math.min(0, Math.max(FLOOR, peak, shown - FALL));
    const share = (shown - FLOOR) / -FLOOR;
    bar.style.transform = `scaleX(${share.toFixed(3)})`;
    element.classList.toggle("meter-clipped", shown > CLIPPED);
    element.setAttribute("aria-valuenow", String(Math.round(shown)));
    element.setAttribute("aria-valuetext", words(shown));
  }

  /** Begin to wait for sound anew. */
  function restart() {
    heardAt = performance.now();
  }

  function isSilent() {
    return performance.now() - heardAt > PATIENCE;
  }
}

function words(level) {
  if (level > CLIPPED) return "too loud";
  if (level > QUIET) return "good";
  return level > FLOOR ? "quiet" : "silent";
}
