/** The log of webhook deliveries, with a button to send one again. */
import { sleep } from "../api/connection.js";
import { wasStopped, wordsOf } from "../api/problem.js";
import { listDeliveries, redeliver } from "../api/webhooks.js";
import { fill, h } from "../dom.js";
import { notify } from "../parts/notices.js";
import { pager } from "../parts/pager.js";
import { deliveryRow, STATES } from "./delivery-row.js";

const PAGE = 10;
/** In ms; how often to look while a delivery is pending, since a user may be waiting. */
const PERIOD = 5_000;

/** @param {AbortSignal} signal */
export function deliveryLog(signal) {
  const asked = { status: "", page: 1 };
  let told = "";
  const list = h("ul", { class: "deliveries", "aria-labelledby": "deliveries-title" });
  const foot = h("div", {});
  const status = h(
    "select",
    { "aria-label": "State", onchange: () => load({ status: status.value, page: 1 }) },
    h("option", { value: "" }, "All"),
    Object.entries(STATES).map(([value, { words }]) => h("option", { value }, words)),
  );
  load().then(keepUp);
  return h(
    "div",
    { class: "delivery-log" },
    h("div", { class: "delivery-head" }, h("h3", { id: "deliveries-title" }, "Deliveries"), status),
    list,
    foot,
  );

  async function load(change = {}) {
    Object.assign(asked, change);
    const skip = (asked.page - 1) * PAGE;
    try {
      show(await listDeliveries({ status: asked.status, skip, limit: PAGE }, signal));
    } catch (error) {
      if (!wasStopped(error))
        fill(list, h("li", {}, h("p", { class: "fault", role: "alert" }, wordsOf(error))));
      told = "";
    }
  }

  /** Update changed rows only; a focused button keeps the focus. */
  function show(found) {
    if (JSON.stringify(found) === told) return;
    told = JSON.stringify(found);
    const { deliveries, total } = found;
    const held = /** @type {HTMLElement} */ (document.activeElement)?.dataset.delivery;
    const rows = deliveries.map((one) => deliveryRow(one, () => sendAgain(one)));
    fill(list, ...(rows.length ? rows : [h("li", { class: "keys-none" }, nothing(asked))]));
    const pages = Math.ceil(total / PAGE);
    fill(
      foot,
      pager({ page: asked.page, pages }, (page) => load({ page })),
    );
    if (held) list.querySelector(`[data-delivery="${held}"]`)?.focus();
  }

  async function sendAgain({ id }) {
    try {
      await redeliver(id);
      notify("The webhook is sent again.");
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    }
    load();
  }

  async function keepUp() {
    while (!signal.aborted) {
      await sleep(PERIOD, signal).catch(() => {});
      if (!document.hidden && list.querySelector(".delivery-pending")) await load();
    }
  }
}

function nothing({ status }) {
  return status ? "There are no deliveries in this state." : "Nothing has been sent yet.";
}
