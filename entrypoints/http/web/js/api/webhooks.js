/**
 * Calls for the user's webhooks.
 *
 * @typedef {"pending" | "delivered" | "failed" | "disabled"} DeliveryStatus
 * @typedef {"accepted" | "refused" | "gone" | "timed_out" | "unreachable" | "forbidden_address" |
 *   "not_signed"} Outcome
 * @typedef {{id: string, type: string, job_id: string, job_status: import("./jobs.js").Status,
 *   url: string, status: DeliveryStatus, attempts: number, occurred_at: string,
 *   last_outcome: Outcome | null, last_http_status: number | null,
 *   next_attempt_at: string | null}} Delivery
 * @typedef {{secret: string, created_at: string, previous_valid_until: string | null}} Secret
 */
import { requestJson } from "./request.js";

/** The secret that signs webhooks; it is created at the first request. @returns {Promise<Secret>} */
export function getSecret() {
  return requestJson("/webhooks/secret");
}

/** Replace the secret; for a day, webhooks are signed with the old one, too. @returns {Promise<Secret>} */
export function rotateSecret() {
  return requestJson("/webhooks/secret/rotate", { method: "POST" });
}

/**
 * @param {{status: string, skip: number, limit: number}} asked
 * @param {AbortSignal} signal
 * @returns {Promise<{deliveries: Delivery[], total: number}>} the newest first
 */
export function listDeliveries({ status, skip, limit }, signal) {
  const query = new URLSearchParams({ skip: String(skip), limit: String(limit) });
  if (status) query.set("status", status);
  return requestJson(`/webhooks/deliveries?${query}`, { signal });
}

/** @param {string} id */
export function redeliver(id) {
  return requestJson(`/webhooks/deliveries/${id}/redeliver`, { method: "POST" });
}
