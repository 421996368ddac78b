/** Keys for the rows of the list: j and k, the arrows, and x to choose. */

const STEPS = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

/**
 * The arrows work once a row has the focus, since they scroll the page otherwise.
 *
 * @param {HTMLElement} list @param {AbortSignal} signal
 */
export function listKeys(list, signal) {
  addEventListener("keydown", pressed, { signal });

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isElsewhere(event))
      return;
    const row = document.activeElement?.closest(".job") ?? null;
    if (event.key === "x" && row) row.querySelector("input[type=checkbox]")?.click();
    else if (event.key in STEPS && (row || !event.key.startsWith("Arrow")))
      step(row, STEPS[event.key]);
    else return;
    event.preventDefault();
  }

  function step(row, by) {
    const rows = [...list.querySelectorAll(".job")];
    const at = row ? rows.indexOf(row) + by : by > 0 ? 0 : rows.length - 1;
    rows[at]?.querySelector("a")?.focus();
  }
}

/** Where somebody types or answers a question, keys mean something else. */
function isElsewhere({ target }) {
  if (document.querySelector("dialog[open]")) return true;
  if (!(target instanceof Element)) return false;
  const control = target.closest("input, textarea, select");
  return Boolean(control) && !control.matches("[type=checkbox]");
}
