/** How the service is, for admins. */
import { requestJson } from "./request.js";

/** Queue, engine, the last failures of all owners, and the last hour. @param {AbortSignal} signal */
export function getStatus(signal) {
  return requestJson("/admin/status", { signal });
}

/**
 * Each part of the service: `ok`, or what is wrong with it.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<Record<string, string>>}
 */
export async function getChecks(signal) {
  const answer = await fetch("/health/readyz", { signal }); // 503 where a part is not well
  return (await answer.json()).checks;
}

/** @param {string} jobId */
export function requeue(jobId) {
  return requestJson(`/admin/dead-letters/${jobId}/requeue`, { method: "POST" });
}
