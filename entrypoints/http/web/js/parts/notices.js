/** Short messages that appear, are read out, and go. */
import { announce, h } from "../dom.js";
import { icon } from "./icons.js";

const STAY = 6_000;

/**
 * @param {string} text
 * @param {{bad?: boolean}} [kind] a bad one stays until it is put away
 */
export function notify(text, { bad = false } = {}) {
  const note = h(
    "div",
    { class: bad ? "toast toast-bad" : "toast" },
    h("p", {}, text),
    h(
      "button",
      {
        class: "icon-button",
        type: "button",
        "aria-label": "Dismiss",
        onclick: () => note.remove(),
      },
      icon("close"),
    ),
  );
  shelf().append(note);
  announce(text);
  if (!bad) setTimeout(() => note.remove(), STAY);
}

function shelf() {
  const found = document.getElementById("toasts");
  if (found) return found;
  const made = h("div", { id: "toasts", class: "toasts" });
  document.body.append(made);
  return made;
}
