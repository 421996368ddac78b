/** The keys of the page, and the sheet that names them. */
import { h } from "../dom.js";
import { opened } from "./dialog.js";

const GOALS = { r: "#/", s: "#/search", a: "#/account" };

const SHEET = [
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

/** Let the keys work everywhere but where somebody types. */
export function shortcuts() {
  let begun = false;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const isPair = begun;
    begun = event.key === "g";
    if (event.key === "?") showSheet();
    else if (event.key === "/") focusSearch();
    else if (isPair && event.key in GOALS) location.hash = GOALS[event.key];
    else if (!begun) return;
    event.preventDefault();
  });
}

/** @param {any} target */
function isTyping(target) {
  return target instanceof Element && Boolean(target.closest("input, textarea, select"));
}

function focusSearch() {
  const field = document.querySelector("#main input[type=search]");
  if (field instanceof HTMLInputElement) field.focus();
}

export function showSheet() {
  opened(
    "Keys",
    h("dl", { class: "keys" }, SHEET.flatMap(([key, what]) => [h("dt", {}, key), h("dd", {}, what)])),
    h("button", { class: "button", value: "close", autofocus: true }, "Close"),
  );
}
