/**
 * Calls for the user's jobs.
 *
 * @typedef {"queued" | "processing" | "completed" | "failed" | "cancelled"} Status
 * @typedef {{job_id: string, title: string, tags: string[], notes: string, original_filename: string, size_bytes: number, status: Status,
 *   model_name: string, language: string | null, language_probability: number | null,
 *   languages: {language: string, seconds: number, share: number}[],
 *   duration_seconds: number | null, progress: number, eta_seconds: number | null,
 *   stage: "live" | "preparing" | "transcribing" | null, stage_progress: number | null,
 *   created_at: string, started_at: string | null, completed_at: string | null,
 *   error_message: string | null, warnings: {code: string, message: string}[],
 *   options: Record<string, any>}} Job
 * @typedef {{jobs: Job[], total: number, skip: number, limit: number}} JobPage
 * @typedef {{value: string, jobs: number}} FacetValue
 * @typedef {{tags: FacetValue[], languages: FacetValue[], models: FacetValue[], truncated: string[]}} Facets
 */
import { request, requestJson } from "./request.js";

/**
 * @param {Record<string, any>} asked `skip`, `limit`, and the conditions that the service takes
 * @param {AbortSignal} [signal]
 * @returns {Promise<JobPage>}
 */
export function listJobs(asked, signal) {
  const query = new URLSearchParams({ transcripts: "false" });
  for (const [name, value] of Object.entries(asked))
    if (value || value === 0) query.set(name, String(value));
  return requestJson(`/jobs/?${query}`, { signal });
}

/** So many values of each kind are offered; others can be typed. */
const MOST_VALUES = 500;

/** What the recordings can be chosen by. @param {AbortSignal} [signal] @returns {Promise<Facets>} */
export function listFacets(signal) {
  return requestJson(`/jobs/facets?limit=${MOST_VALUES}`, { signal });
}

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Job>} */
export function getJob(id, signal) {
  return requestJson(`/jobs/${id}`, { signal });
}

/** @param {string} id @returns {Promise<Job>} */
export function cancelJob(id) {
  return requestJson(`/jobs/${id}/cancel`, { method: "POST" });
}

/** @param {string} id @returns {Promise<Job>} */
export function retryJob(id) {
  return requestJson(`/jobs/${id}/retry`, { method: "POST" });
}

/**
 * Change the title, the tags or the notes.
 *
 * @param {string} id
 * @param {{title?: string, tags?: string[], notes?: string}} labels
 * @returns {Promise<Job>}
 */
export function labelJob(id, labels) {
  return requestJson(`/jobs/${id}`, { method: "PATCH", json: labels });
}

/** @param {string} id */
export function deleteJob(id) {
  return request(`/jobs/${id}`, { method: "DELETE" });
}

/**
 * Submit a recording that the service has already, or fetches.
 *
 * @param {Record<string, string>} fields
 * @param {{key: string, signal: AbortSignal}} sending the same `key` makes no second job
 * @returns {Promise<{job_id: string}>}
 */
export function submitJob(fields, { key, signal }) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return requestJson("/jobs/", {
    method: "POST",
    body,
    headers: { "Idempotency-Key": key },
    signal,
  });
}

/**
 * End a live recording, so that it is transcribed.
 *
 * @param {string} id
 * @param {{keepalive?: boolean}} [how] `keepalive`: also while the page is being left
 */
export function endLiveJob(id, { keepalive = false } = {}) {
  return request(`/jobs/${id}/end`, { method: "POST", keepalive });
}

/** Whether the job has ended. @param {Status} status */
export function hasEnded(status) {
  return status !== "queued" && status !== "processing";
}
