/** Modal dialogs; the browser keeps the focus inside. */
import { fill, h } from "../dom.js";

/**
 * Ask before something that cannot be undone.
 *
 * @param {{title: string, text: string, action: string}} asked
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, action }) {
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "dialog-title" }, title),
      h("p", {}, text),
      h(
        "div",
        { class: "dialog-actions" },
        h("button", { class: "button", value: "no", autofocus: true }, "Keep it"),
        h("button", { class: "button button-danger", value: "yes" }, action),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/**
 * Open a dialog that closes only when its owner says so.
 *
 * @param {string} label
 * @param {...any} children
 * @returns {() => void} closes it
 */
export function held(label, ...children) {
  const dialog = h("dialog", { class: "dialog", "aria-label": label });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  fill(dialog, ...children);
  document.body.append(dialog);
  dialog.showModal();
  return () => (dialog.close(), dialog.remove());
}
