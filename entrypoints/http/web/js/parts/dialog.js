/** Modal dialogs; the browser keeps the focus inside. */
import { fill, h } from "../dom.js";

/**
 * Ask before something that cannot be undone.
 *
 * @param {{title: string, text: string, action: string}} asked
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, action }) {
  return opened(
    title,
    h("p", {}, text),
    h("button", { class: "button", value: "no", autofocus: true }, "Keep it"),
    h("button", { class: "button button-danger", value: "yes" }, action),
  ).then((value) => value === "yes");
}

/**
 * Open a dialog that any of its buttons closes, and the key Esc.
 *
 * @param {string} title
 * @param {HTMLElement} body
 * @param {...HTMLElement} buttons
 * @returns {Promise<string>} the value of the button that closed it
 */
export function opened(title, body, ...buttons) {
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "dialog-title" }, title),
      body,
      h("div", { class: "dialog-actions" }, buttons),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
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
