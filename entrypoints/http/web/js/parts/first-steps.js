/** What somebody without a recording can do first, and what an admin should not forget. */
import { session } from "../api/session.js";
import { h } from "../dom.js";
import { remember, remembered } from "./remembered.js";

const HERE = new Set(["localhost", "127.0.0.1", "[::1]"]);
const KEPT = "first-steps";
const HIDDEN = "hidden";

/** The first steps until somebody hides them; then a word of where they are. */
export function guidance() {
  if (remembered(KEPT) === HIDDEN) return whereTheyAre();
  const element = h(
    "div",
    {},
    firstSteps(),
    h("button", { class: "button button-small", type: "button", onclick: hide }, "Hide these steps"),
  );
  return element;

  function hide() {
    remember(KEPT, HIDDEN);
    const place = whereTheyAre();
    element.replaceWith(place);
    place.focus(); // the button that had the focus is gone; and it is read out
  }
}

function whereTheyAre() {
  return h("p", { tabindex: "-1" }, "The first steps are in the help, behind the key ? and its button.");
}

export function firstSteps() {
  return h(
    "div",
    { class: "first-steps" },
    h("p", {}, "There are three ways to hand a recording in:"),
    h(
      "ul",
      {},
      h("li", {}, "drop an audio or video file anywhere on the page, or choose one;"),
      h("li", {}, "record with the microphone;"),
      h("li", {}, "give the link of a recording, and the service fetches it."),
    ),
    h(
      "p",
      {},
      "The text appears among the recordings as it is transcribed. Under Options you choose the model. ",
      "Programs use an API key from ",
      h("a", { href: "#/account" }, "your account"),
      " and the ",
      h("a", { href: "/docs" }, "API"),
      ".",
    ),
    session.isAdmin && forAdmin(),
  );
}

function forAdmin() {
  return [
    h("p", {}, "You run this service:"),
    h(
      "ul",
      {},
      h("li", {}, "Choose or download a model under ", h("a", { href: "#/models" }, "Models"), "."),
      h(
        "li",
        {},
        "If your password was generated, change it in ",
        h("a", { href: "#/account" }, "your account"),
        ".",
      ),
      isOpenToListeners() &&
        h("li", {}, "Put HTTPS in front: passwords and recordings are sent unencrypted now."),
    ),
  ];
}

function isOpenToListeners() {
  return location.protocol === "http:" && !HERE.has(location.hostname);
}
