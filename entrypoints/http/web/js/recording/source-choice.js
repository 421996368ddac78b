/** The choice of a source, also while it is recorded from another. */
import { fill, h } from "../dom.js";
import { canRecordScreen, microphones, SCREEN } from "./sources.js";

/** @param {(source: string) => Promise<unknown>} choose is given the source; the choice waits for it */
export function sourceChoice(choose) {
  const select = h("select", { onchange: changed });
  let current = "";
  navigator.mediaDevices.addEventListener("devicechange", list);
  return { select, show, end };

  /** @param {string} source that is recorded */
  async function show(source) {
    current = source;
    await list();
  }

  function end() {
    navigator.mediaDevices.removeEventListener("devicechange", list);
  }

  async function list() {
    const found = await microphones();
    const entries = found.map(({ id, name }) => option(id, name));
    if (canRecordScreen()) entries.push(option(SCREEN, "This tab or screen's sound"));
    fill(select, entries);
  }

  async function changed() {
    select.disabled = true;
    await choose(select.value);
    select.disabled = false;
    select.focus();
    await list();
  }

  function option(value, name) {
    return h("option", { value, selected: value === current }, name);
  }
}
