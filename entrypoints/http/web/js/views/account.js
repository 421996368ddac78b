/** One's own keys, webhooks and password. */
import { session } from "../api/session.js";
import { fill, h } from "../dom.js";
import { keySection } from "../account/keys.js";
import { passwordSection } from "../account/password.js";
import { webhookSection } from "../account/webhooks.js";

/** @param {import("../router.js").Place} place */
export function showAccount({ root, signal }) {
  const { username, role } = session.user ?? { username: "", role: "user" };
  fill(
    root,
    h("h1", {}, "Account"),
    h(
      "p",
      { class: "lead" },
      "You are ",
      h("strong", {}, username),
      role === "admin" ? ", an admin of this service." : ".",
    ),
    keySection(signal),
    webhookSection(signal),
    passwordSection(),
  );
}
