/** The lanes of every process, and a sum of them. */
import { h } from "../dom.js";
import { counted } from "../format.js";

/**
 * @param {{process: string, lanes: number, busy_lanes: number, windows_waiting: number}[]} processes
 */
export function processLanes(processes) {
  return h(
    "table",
    { class: "process-lanes" },
    h("caption", { class: "hint" }, summary(processes)),
    h("thead", {}, h("tr", {}, ["Process", "Lanes in use", "Windows waiting"].map(head))),
    h("tbody", {}, processes.map(row)),
  );
}

function summary(processes) {
  const sum = (/** @type {string} */ name) => processes.reduce((all, each) => all + each[name], 0);
  const used = `${sum("busy_lanes")} of ${counted(sum("lanes"), "lane")} in use`;
  return `${used} in ${counted(processes.length, "process", "processes")}. Each reports every 10 s.`;
}

function head(name) {
  return h("th", { scope: "col" }, name);
}

function row({ process, lanes, busy_lanes: busy, windows_waiting: waiting }) {
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, process),
    h("td", {}, lanes ? `${busy} of ${lanes}` : "no lanes yet"),
    h("td", {}, waiting),
  );
}
