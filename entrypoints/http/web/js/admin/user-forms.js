/** Forms for new users and for new passwords. */
import { makeUser, resetPassword } from "../api/users.js";
import { wordsOf } from "../api/problem.js";
import { h } from "../dom.js";
import { held } from "../parts/dialog.js";
import { checkField, field, form } from "../parts/field.js";
import { notify } from "../parts/notices.js";

/** @param {() => void} made */
export function newUserForm(made) {
  const name = h("input", {
    name: "new-name",
    autocomplete: "off",
    autocapitalize: "none",
    required: true,
  });
  const password = h("input", {
    name: "new-password",
    type: "password",
    autocomplete: "new-password",
    required: true,
  });
  const role = h(
    "select",
    {},
    h("option", { value: "user" }, "User"),
    h("option", { value: "admin" }, "Admin"),
  );
  const element = form(
    make,
    wordsOf,
    h(
      "div",
      { class: "new-user" },
      field("User name", name),
      field("First password", password),
      field("Role", role),
    ),
    h("button", { class: "button", type: "submit" }, "Add the user"),
  );
  return h("details", { class: "options" }, h("summary", {}, "New user"), element);

  async function make() {
    await makeUser({ username: name.value.trim(), password: password.value, role: role.value });
    notify(`${name.value.trim()} may log in now.`);
    element.reset();
    made();
  }
}

/** @param {import("../api/users.js").User} user */
export function passwordDialog({ id, username }) {
  const password = h("input", {
    name: "reset-password",
    type: "password",
    autocomplete: "new-password",
    required: true,
  });
  const keys = h("input", { type: "checkbox" });
  const close = held(
    `New password for ${username}`,
    h("h2", {}, `New password for ${username}`),
    h("p", {}, "This ends all their sessions."),
    form(
      set,
      wordsOf,
      field("New password", password),
      checkField("Revoke all of their keys, too", keys),
      h(
        "div",
        { class: "dialog-actions" },
        h(
          "button",
          { class: "button button-quiet", type: "button", onclick: () => close() },
          "Leave it",
        ),
        h("button", { class: "button button-main", type: "submit" }, "Set it"),
      ),
    ),
  );

  async function set() {
    await resetPassword(id, password.value, keys.checked);
    notify(`${username} has a new password.`);
    close();
  }
}
