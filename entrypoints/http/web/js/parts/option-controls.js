/** Controls for options, made from their description. */
import { h } from "../dom.js";
import { languageName } from "../format.js";
import { LANGUAGES } from "../languages.js";
import { checkField, field } from "./field.js";

const MOST_CHARACTERS = "4000";

/** @typedef {typeof import("../options.js").OPTIONS[number]} Option */

/**
 * One control for each option, by its name.
 *
 * @param {Option[]} options
 */
export function controlsOf(options) {
  return Object.fromEntries(options.map((option) => [option.name, controlOf(option)]));
}

/**
 * The control with its label and its hint.
 *
 * @param {Option} option
 * @param {Record<string, HTMLElement>} controls
 */
export function labelled({ name, kind, label, hint }, controls) {
  return (kind === "flag" ? checkField : field)(label, controls[name], hint);
}

/** The values by name, as form fields have them; what is left empty takes the service's default. */
export function chosen(controls) {
  const pairs = Object.entries(controls).map(([name, control]) => [name, valueOf(control)]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

export function valueOf(control) {
  return control.type === "checkbox" ? String(control.checked) : control.value.trim();
}

function controlOf({ kind, choices, empty, checked, least, most, name }) {
  switch (kind) {
    case "flag":
      return h("input", { type: "checkbox", checked });
    case "choice":
      return select(Object.entries(choices));
    case "language":
      return select([["", empty], ...languages()]);
    case "languages":
      return h("input", { autocomplete: "off", maxlength: "400", placeholder: empty });
    case "text":
      return name === "prompt"
        ? h("textarea", { rows: "2", maxlength: MOST_CHARACTERS })
        : h("input", { maxlength: MOST_CHARACTERS, placeholder: empty });
    default:
      return h("input", {
        type: "number",
        min: String(least),
        max: String(most),
        step: kind === "whole" ? "1" : "any",
        placeholder: empty,
      });
  }
}

function languages() {
  return LANGUAGES.map((code) => [code, languageName(code)]).sort((a, b) =>
    a[1].localeCompare(b[1]),
  );
}

function select(pairs) {
  return h(
    "select",
    {},
    pairs.map(([value, name]) => h("option", { value }, name)),
  );
}
