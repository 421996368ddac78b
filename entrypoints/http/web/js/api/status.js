/** Calls for the state of the service, for admins. */
import { requestJson } from "./request.js";

/** Queue, engine, the last failures of all owners, and the last hour. @param {AbortSignal} signal */
export function getStatus(signal) {
  return requestJson("/admin/status", { signal });
}

/**
 * Each part of the service: `ok`, or a description of its fault.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<Record<string, string>>}
 */
export async function getChecks(signal) {
  const answer = await fetch("/health/readyz", { signal }); // 503 if a part is not healthy
  return (await answer.json()).checks;
}

/** @param {string} jobId */
export function requeue(jobId) {
  return requestJson(`/admin/dead-letters/${jobId}/requeue`, { method: "POST" });
}
