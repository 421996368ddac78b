/** Webhooks: the secret and the deliveries. */
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
      "Set a webhook address in a recording’s options to be notified when its job has ended. ",
      "Every message is signed with your secret, as defined by ",
      h("a", { href: "https://www.standardwebhooks.com", rel: "noreferrer" }, "Standard Webhooks"),
      ".",
    ),
    webhookSecret(),
    deliveryLog(signal),
  );
}
