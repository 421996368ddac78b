/** How the service is: its parts, its queue, its engine, and what went wrong lately. */
import { sleep } from "../api/connection.js";
import { wasStopped, wordsOf } from "../api/problem.js";
import { getChecks, getStatus } from "../api/status.js";
import { charts } from "../admin/charts.js";
import { failures } from "../admin/failures.js";
import { processLanes } from "../admin/process-lanes.js";
import { fill, h } from "../dom.js";

/** As often as the service notes its figures. */
const PERIOD = 10_000;

/** @param {import("../router.js").Place} place */
export async function showHealth({ root, signal }) {
  const parts = h("dl", { class: "facts" });
  const figures = h("div", { "aria-busy": "true" });
  const lanes = h("div", {});
  const failed = h("div", {});
  const fault = h("p", { class: "fault", role: "alert" });
  let told = "";
  fill(
    root,
    h("h1", {}, "Health"),
    h(
      "p",
      { class: "hint" },
      "The last hour, as the process that answers has seen it; updated every 10 s",
    ),
    fault,
    figures,
    h("h2", {}, "Lanes of all processes"),
    lanes,
    h("h2", {}, "Parts"),
    parts,
    h("h2", {}, "Failed lately"),
    failed,
  );
  while (!signal.aborted) {
    await look();
    await sleep(PERIOD, signal).catch(() => {});
  }

  async function look() {
    if (document.hidden && root.querySelector(".chart")) return;
    try {
      const [checks, status] = await Promise.all([getChecks(signal), getStatus(signal)]);
      fill(figures, charts(status));
      fill(lanes, processLanes(status.processes));
      fill(parts, ...Object.entries(checks).flatMap(part));
      tell(status.recent_failures);
      fault.textContent = "";
    } catch (error) {
      if (!wasStopped(error)) fault.textContent = wordsOf(error);
    }
    figures.removeAttribute("aria-busy");
  }

  /** Only what is new, so that a button keeps the focus. */
  function tell(lately) {
    if (JSON.stringify(lately) === told) return;
    told = JSON.stringify(lately);
    fill(failed, failures(lately, look));
  }
}

function part([name, state]) {
  const well = state === "ok";
  return [
    h("dt", {}, name),
    h(
      "dd",
      {},
      h("span", { class: `badge badge-${well ? "completed" : "failed"}` }, well ? "Well" : state),
      name === "model" && !well && h("a", { class: "fact-link", href: "#/models" }, "See the models"),
    ),
  ];
}
