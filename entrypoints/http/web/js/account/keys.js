/** API keys: created, shown once, revoked. */
import { listKeys, revokeKey } from "../api/account.js";
import { wasStopped, wordsOf } from "../api/problem.js";
import { fill, h } from "../dom.js";
import { moment } from "../format.js";
import { confirmed } from "../parts/dialog.js";
import { notify } from "../parts/notices.js";
import { newKeyForm } from "./new-key.js";

/** @param {AbortSignal} signal */
export function keySection(signal) {
  const list = h("ul", { class: "keys", "aria-label": "API keys" });
  load();
  return h(
    "section",
    { class: "card", "aria-labelledby": "keys-title" },
    h("h2", { id: "keys-title" }, "API keys"),
    h(
      "p",
      { class: "card-text" },
      "For programs: sent as ",
      h("code", {}, "Authorization: Bearer"),
      ". The API is described at ",
      h("a", { href: "/docs" }, "/docs"),
      ".",
    ),
    list,
    newKeyForm(load),
  );

  async function load() {
    try {
      const keys = (await listKeys(signal)).filter((key) => !key.revoked_at);
      fill(
        list,
        ...(keys.length ? keys.map(row) : [h("li", { class: "keys-none" }, "No keys yet.")]),
      );
    } catch (error) {
      if (!wasStopped(error))
        fill(list, h("li", {}, h("p", { class: "fault", role: "alert" }, wordsOf(error))));
    }
  }

  function row(key) {
    return h(
      "li",
      { class: "key" },
      h(
        "div",
        { class: "key-main" },
        h("p", { class: "key-name" }, key.name, " ", h("code", {}, `${key.prefix}…`)),
        h("p", { class: "key-about" }, facts(key).join(" · ")),
      ),
      h(
        "button",
        {
          class: "button button-small",
          type: "button",
          "aria-label": `Revoke ${key.name}`,
          onclick: () => revoke(key),
        },
        "Revoke",
      ),
    );
  }

  async function revoke(key) {
    const text = `Programs that use “${key.name}” are refused from then on. This cannot be undone.`;
    if (!(await confirmed({ title: "Revoke this key?", text, action: "Revoke" }))) return;
    try {
      await revokeKey(key.id);
      notify(`“${key.name}” is revoked.`);
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    }
    load();
  }
}

function facts({ scopes, created_at, expires_at, last_used_at }) {
  return [
    scopes.join(", "),
    `made ${moment(created_at)}`,
    last_used_at ? `last used ${moment(last_used_at)}` : "never used",
    expires_at ? `ends ${moment(expires_at)}` : "does not end",
  ];
}
