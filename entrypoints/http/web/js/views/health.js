/** How the service is: its parts, its queue, its engine, and what went wrong lately. */
import { sleep } from "../api/connection.js";
import { wasStopped, wordsOf } from "../api/problem.js";
import { getChecks, getFailures } from "../api/status.js";
import { failures } from "../admin/failures.js";
import { fill, h } from "../dom.js";

/** As often as the service notes its figures. */
const PERIOD = 10_000;

/** @param {import("../router.js").Place} place */
export async function showHealth({ root, signal }) {
  const parts = h("dl", { class: "facts" });
  const figures = h("div", { "aria-busy": "true" });
  const failed = h("div", {});
  const fault = h("p", { class: "fault", role: "alert" });
  fill(
    root,
    h("h1", {}, "Health"),
    fault,
    figures,
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
      const [checks, lately] = await Promise.all([getChecks(signal), getFailures(signal)]);
      fill(parts, ...Object.entries(checks).flatMap(part));
      fill(failed, failures(lately, look));
      fault.textContent = "";
    } catch (error) {
      if (!wasStopped(error)) fault.textContent = wordsOf(error);
    }
    figures.removeAttribute("aria-busy");
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
    ),
  ];
}
