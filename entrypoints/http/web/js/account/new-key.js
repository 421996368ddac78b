/** The form for a new API key, whose secret is shown once. */
import { makeKey } from "../api/account.js";
import { wordsOf } from "../api/problem.js";
import { session } from "../api/session.js";
import { fill, h } from "../dom.js";
import { checkField, field, form } from "../parts/field.js";
import { shownSecret } from "./secret.js";

const SCOPES = {
  transcribe: "Hand in recordings",
  read: "Read jobs and transcripts",
  admin: "Run the service",
};
const LIFETIMES = [
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "A year"],
  ["", "For ever"],
];

/** @param {() => void} made */
export function newKeyForm(made) {
  const shown = h("div", {});
  const name = h("input", {
    name: "key-name",
    autocomplete: "off",
    required: true,
    maxlength: "100",
    placeholder: "What is it for?",
  });
  const lifetime = h(
    "select",
    {},
    LIFETIMES.map(([value, words]) => h("option", { value, selected: value === "90" }, words)),
  );
  const boxes = Object.keys(SCOPES)
    .filter((scope) => scope !== "admin" || session.isAdmin)
    .map((scope) => h("input", { type: "checkbox", value: scope, checked: scope !== "admin" }));
  const element = form(
    make,
    wordsOf,
    h("div", { class: "new-key" }, field("Name", name), field("Holds for", lifetime)),
    h(
      "fieldset",
      { class: "scopes" },
      h("legend", {}, "It may"),
      boxes.map((box) => checkField(SCOPES[box.value], box)),
    ),
    h("button", { class: "button", type: "submit" }, "Make a key"),
  );
  return h("details", { class: "options" }, h("summary", {}, "New key"), element, shown);

  async function make() {
    const scopes = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    const days = lifetime.value ? Number(lifetime.value) : null;
    const { key } = await makeKey({ name: name.value.trim(), scopes, expires_in_days: days });
    element.reset();
    fill(shown, secret(key));
    made();
  }
}

function secret(key) {
  return shownSecret(key, {
    lead: "This is the key.",
    text: "Copy it now: it will not be shown again.",
    copied: "The key is copied.",
  });
}
