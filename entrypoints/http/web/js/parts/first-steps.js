/** What somebody without a recording can do first, and what an admin should not forget. */
import { session } from "../api/session.js";
import { h } from "../dom.js";

const HERE = new Set(["localhost", "127.0.0.1", "[::1]"]);

export function firstSteps() {
  return h(
    "div",
    { class: "first-steps" },
    h("p", {}, "There are three ways to hand a recording in:"),
    h(
      "ul",
      {},
      h("li", {}, "drop an audio or video file above, or choose one;"),
      h("li", {}, "record with the microphone;"),
      h("li", {}, "give the link of a recording, and the service fetches it."),
    ),
    h(
      "p",
      {},
      "The text appears here as it is transcribed. The options above show which model is used. ",
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
      h("li", {}, "choose or download a model under ", h("a", { href: "#/models" }, "Models"), ";"),
      h(
        "li",
        {},
        "if your password was generated, change it in ",
        h("a", { href: "#/account" }, "your account"),
        ";",
      ),
      isOpenToListeners() &&
        h("li", {}, "put HTTPS in front: passwords and recordings are sent unencrypted now."),
    ),
  ];
}

function isOpenToListeners() {
  return location.protocol === "http:" && !HERE.has(location.hostname);
}
