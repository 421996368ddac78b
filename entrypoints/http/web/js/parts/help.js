/** The sheet behind `?`: the keys, the first steps, and what is new. */
import { h } from "../dom.js";
import { NEWS } from "../news.js";
import { opened } from "./dialog.js";
import { firstSteps } from "./first-steps.js";
import { entries } from "./whats-new.js";

const KEYS = [
  ["?", "Show this sheet"],
  ["/", "Search: by name, in what was said, or in the text that is shown"],
  ["g, then r", "Go to the recordings"],
  ["g, then s", "Search in what was said"],
  ["g, then a", "Go to your account"],
  ["j and k, ↓ and ↑", "Next and previous recording in the list; Enter opens it"],
  ["x", "Choose the recording in the list, or not"],
  ["Space", "Play and pause the recording"],
  ["← and →", "Five seconds back and on in the recording"],
  ["p", "Pause and continue the recording that you make"],
  ["Enter, Shift + Enter", "Next and previous place, in the search field of a text"],
  ["Esc", "Leave a form or this sheet; empty the search field"],
];

export function showHelp() {
  if (document.querySelector("dialog[open]")) return undefined; // the key was pressed twice
  const keys = h(
    "dl",
    { class: "keys" },
    KEYS.flatMap(([key, what]) => [h("dt", {}, key), h("dd", {}, what)]),
  );
  const sheet = h(
    "div",
    { class: "help" },
    part("Keys", true, keys),
    part("First steps", false, firstSteps()),
    part("What is new", false, entries(NEWS)),
  );
  sheet.addEventListener("click", (event) => {
    if (event.target.closest("a")) sheet.closest("dialog").close(); // the view lies behind it
  });
  return opened("Help", sheet, h("button", { class: "button", value: "close", autofocus: true }, "Close"));
}

function part(title, open, content) {
  return h("details", { class: "help-part", open }, h("summary", {}, title), content);
}
