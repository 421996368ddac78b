/**
 * Calls for the links to a transcript, by its owner.
 *
 * @typedef {{id: string, label: string, audio: boolean, downloads: boolean, created_at: string,
 *   expires_at: string}} Share
 */
import { request, requestJson } from "./request.js";

/**
 * @param {string} jobId
 * @returns {Promise<{shares: Share[], allowed: boolean, usual_seconds: number, longest_seconds: number}>}
 */
export function listShares(jobId) {
  return requestJson(`/jobs/${jobId}/shares`);
}

/**
 * Make a link; only this response has its address.
 *
 * @param {string} jobId
 * @param {{label: string, audio: boolean, downloads: boolean, expires_in_seconds?: number}} terms
 * @returns {Promise<Share & {url: string}>}
 */
export function makeShare(jobId, terms) {
  return requestJson(`/jobs/${jobId}/shares`, { method: "POST", json: terms });
}

/** @param {string} jobId @param {string} shareId */
export function withdrawShare(jobId, shareId) {
  return request(`/jobs/${jobId}/shares/${shareId}`, { method: "DELETE" });
}
