/** The keys of the page; the sheet behind `?` names them. */
import { wordsOf } from "../api/problem.js";
import { notify } from "./notices.js";

const GOALS = { r: "#/", s: "#/search", a: "#/account" };

/** Let the keys work everywhere but where somebody types. */
export function shortcuts() {
  let begun = false;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const isPair = begun;
    begun = event.key === "g";
    if (event.key === "?") openHelp();
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

/** The help is fetched only here: few open it. */
export async function openHelp() {
  try {
    const { showHelp } = await import("./help.js");
    await showHelp();
  } catch (error) {
    notify(wordsOf(error), { bad: true });
  }
}
