/**
 * Makes elements without markup in strings, so that users' text stays text.
 *
 * @typedef {Node | string | number | false | null | undefined} Child
 * @typedef {Record<string, any>} Attributes `onclick` and the like are listeners; `false`, `null`
 *   and `undefined` leave an attribute out, `true` sets it empty.
 */

const SVG = "http://www.w3.org/2000/svg";
/** Attributes that must be set as properties, since the user may have changed them. */
const PROPERTIES = new Set(["value", "checked", "selected", "indeterminate"]);

/**
 * Make an HTML element.
 *
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {any} the element; its kind is known by its tag
 */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * Make an SVG element.
 *
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Replace an element's children.
 *
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(isShown).map(asNode));
}

/** Announce a text to screen readers. @param {string} text */
export function announce(text) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = text;
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter(isShown).map(asNode));
  return element;
}

function set(element, name, value) {
  if (value === false || value === null || value === undefined) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** @param {Child} child */
function isShown(child) {
  return child !== false && child !== null && child !== undefined && child !== "";
}

/** @param {any} child */
function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}
