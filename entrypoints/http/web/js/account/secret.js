/** A secret that is shown for a moment, to be copied. */
import { h } from "../dom.js";
import { notify } from "../parts/notices.js";

/**
 * @param {string} secret
 * @param {{lead: string, text: string, copied: string, hide?: () => void}} words `hide`: it can be
 *   put away, since it can be seen again
 */
export function shownSecret(secret, { lead, text, copied, hide }) {
  const code = h("code", { class: "secret", tabindex: "0" }, secret);
  return h(
    "div",
    { class: "notice key-shown", role: "status" },
    h("p", {}, h("strong", {}, `${lead} `), text),
    code,
    h(
      "div",
      { class: "button-row" },
      h("button", { class: "button button-small", type: "button", onclick: copy }, "Copy"),
      hide && h("button", { class: "button button-small", type: "button", onclick: hide }, "Hide"),
    ),
  );

  async function copy() {
    const written = navigator.clipboard?.writeText(secret) ?? Promise.reject();
    await written.then(
      () => notify(copied),
      () => getSelection()?.selectAllChildren(code), // browsers lend the clipboard over https only
    );
  }
}
