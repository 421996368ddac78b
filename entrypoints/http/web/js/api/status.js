/** How the service is, for admins. */
import { requestJson } from "./request.js";

/** @param {AbortSignal} signal */
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

/** The jobs of all owners that failed, the latest first. @param {AbortSignal} signal */
export async function getFailures(signal) {
  return (await requestJson("/admin/dead-letters?limit=10", { signal })).jobs;
}

/** @param {string} jobId */
export function requeue(jobId) {
  return requestJson(`/admin/dead-letters/${jobId}/requeue`, { method: "POST" });
}
