/** What the browser remembers for the user who is logged in, and for no other user of the browser. */
import { session } from "../api/session.js";

/** @param {string} name @returns {string | null} null if nothing is remembered */
export function remembered(name) {
  try {
    return localStorage.getItem(keyOf(name));
  } catch {
    return null; // the browser keeps nothing
  }
}

/** @param {string} name @param {string} value */
export function remember(name, value) {
  try {
    localStorage.setItem(keyOf(name), value);
  } catch {
    // It holds until the page is loaded anew, then.
  }
}

function keyOf(name) {
  return `${name}:${session.user?.id}`;
}
