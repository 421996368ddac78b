/** Webhooks: what signs them, and what became of them. */
import { h } from "../dom.js";
import { deliveryLog } from "./deliveries.js";
import { webhookSecret } from "./webhook-secret.js";

/** @param {AbortSignal} signal */
export function webhookSection(signal) {
  return h(
    "section",
    { class: "card", "aria-labelledby": "webhooks-title" },
    h("h2", { id: "webhooks-title" }, "Webhooks"),
    h(
      "p",
      { class: "card-text" },
      "Name an address among a recording’s options, and it is told when the job has ended. ",
      "A secret of yours signs every message, as ",
      h("a", { href: "https://www.standardwebhooks.com", rel: "noreferrer" }, "Standard Webhooks"),
      " has it.",
    ),
    webhookSecret(),
    deliveryLog(signal),
  );
}
