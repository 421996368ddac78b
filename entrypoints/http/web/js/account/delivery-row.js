/** One webhook delivery and its outcome. */
import { h } from "../dom.js";
import { counted, moment } from "../format.js";

/** @type {Record<import("../api/webhooks.js").DeliveryStatus, {words: string, badge: string}>} */
export const STATES = {
  pending: { words: "Under way", badge: "badge-processing" },
  delivered: { words: "Delivered", badge: "badge-completed" },
  failed: { words: "Given up", badge: "badge-failed" },
  disabled: { words: "Not wanted", badge: "badge-failed" },
};

/** @type {Record<import("../api/webhooks.js").Outcome, (httpStatus: number | null) => string>} */
const OUTCOMES = {
  accepted: (status) => `answered ${status}`,
  refused: (status) => `answered ${status}`,
  gone: () => "answered 410, which means never again",
  timed_out: () => "no answer in time",
  unreachable: () => "could not be reached",
  forbidden_address: () => "an address that this service may not call",
  not_signed: () => "could not be signed: make a new secret",
};

/**
 * @param {import("../api/webhooks.js").Delivery} delivery
 * @param {() => void} sendAgain
 */
export function deliveryRow(delivery, sendAgain) {
  const { id, url, status, job_id, job_status } = delivery;
  return h(
    "li",
    { class: `delivery delivery-${status}` },
    h(
      "div",
      { class: "key-main" },
      h("p", { class: "delivery-url" }, url),
      h(
        "p",
        { class: "key-about" },
        h("a", { href: `#/recordings/${job_id}` }, `Recording ${job_status}`),
        ` · ${facts(delivery).join(" · ")}`,
      ),
    ),
    h("span", { class: `badge ${STATES[status].badge}` }, STATES[status].words),
    h(
      "button",
      {
        class: "button button-small",
        type: "button",
        "aria-label": `Send again to ${url}`,
        "data-delivery": id,
        onclick: sendAgain,
      },
      "Send again",
    ),
  );
}

function facts({ occurred_at, attempts, last_outcome, last_http_status, next_attempt_at }) {
  return [
    moment(occurred_at),
    attempts ? counted(attempts, "attempt") : "not sent yet",
    last_outcome && OUTCOMES[last_outcome](last_http_status),
    attempts && next_attempt_at && `next try ${moment(next_attempt_at)}`,
  ].filter(Boolean);
}
