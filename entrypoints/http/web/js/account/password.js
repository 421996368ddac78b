/** A new password. */
import { changePassword } from "../api/account.js";
import { wordsOf } from "../api/problem.js";
import { h } from "../dom.js";
import { checkField, field, form } from "../parts/field.js";
import { notify } from "../parts/notices.js";

export function passwordSection() {
  const password = (name, autocomplete) =>
    h("input", { name, type: "password", autocomplete, required: true });
  const now = password("current", "current-password");
  const next = password("next", "new-password");
  const again = password("again", "new-password");
  const keys = h("input", { type: "checkbox" });
  return h(
    "section",
    { class: "card", "aria-labelledby": "password-title" },
    h("h2", { id: "password-title" }, "Password"),
    h("p", { class: "card-text" }, "A new password ends all your other sessions."),
    form(
      change,
      wordsOf,
      field("Password now", now),
      field("New password", next),
      field("New password again", again),
      checkField("Revoke all of my keys, too", keys, "Programs that use one are then refused."),
      h("button", { class: "button", type: "submit" }, "Change password"),
    ),
  );

  async function change(sent) {
    again.setCustomValidity(next.value === again.value ? "" : "The two new passwords differ.");
    if (!sent.reportValidity()) return;
    const revoked = keys.checked;
    await changePassword(now.value, next.value, revoked);
    sent.reset();
    notify(revoked ? "Your password is changed, and your keys are revoked." : "Your password is changed.");
  }
}
