/** Labelled controls of forms. */
import { h } from "../dom.js";

let count = 0;

/**
 * A label, its control, and a hint that screen readers tie to it.
 *
 * @param {string} label
 * @param {HTMLElement} control
 * @param {string} [hint]
 */
export function field(label, control, hint) {
  const id = control.id || `field-${++count}`;
  control.id = id;
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    control,
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
  );
}

/** @param {string} label @param {HTMLInputElement} box @param {string} [hint] */
export function checkField(label, box, hint) {
  const id = `field-${++count}`;
  box.id = id;
  if (hint) box.setAttribute("aria-describedby", `${id}-hint`);
  return h(
    "div",
    { class: "check-field" },
    box,
    h("label", { for: id }, label),
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
  );
}

/**
 * A form that submits once at a time and shows errors.
 *
 * @param {(form: HTMLFormElement) => Promise<void>} send
 * @param {(error: unknown) => string} words
 * @param {...any} children the fields; a submit button among them
 */
export function form(send, words, ...children) {
  const fault = h("p", { class: "fault", role: "alert", hidden: true });
  return h("form", { class: "form", novalidate: true, onsubmit: submit }, ...children, fault);

  async function submit(event) {
    event.preventDefault();
    const sent = event.currentTarget;
    const button = sent.querySelector("[type=submit]");
    fault.hidden = true;
    button.disabled = true;
    try {
      await send(sent);
    } catch (error) {
      fault.textContent = words(error);
      fault.hidden = false;
    } finally {
      button.disabled = false;
    }
  }
}
