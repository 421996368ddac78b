/**
 * Calls for the speakers of a transcript.
 *
 * @typedef {{label: string, name: ?string, seconds: number, share: number, merged: string[]}} Speaker
 * @typedef {{start: number, end: number, speaker: string}} Turn times in seconds
 */
import { request, requestJson } from "./request.js";

/** @param {string} jobId @param {string} label */
function pathOf(jobId, label) {
  return `/jobs/${jobId}/speakers/${encodeURIComponent(label)}`;
}

/**
 * Name a speaker; an empty name withdraws the one there is.
 *
 * @param {string} jobId
 * @param {string} label
 * @param {string} name
 * @returns {Promise<Speaker[]>} all speakers
 */
export async function nameSpeaker(jobId, label, name) {
  const path = pathOf(jobId, label);
  const { speakers } = await (name
    ? requestJson(path, { method: "PUT", json: { name } })
    : requestJson(`${path}/name`, { method: "DELETE" }));
  return speakers;
}

/**
 * Merge a speaker into another; null makes it a speaker of its own again.
 *
 * @param {string} jobId
 * @param {string} label
 * @param {?string} into
 */
export function mergeSpeaker(jobId, label, into) {
  const path = `${pathOf(jobId, label)}/merge`;
  return into
    ? request(path, { method: "PUT", json: { into } })
    : request(path, { method: "DELETE" });
}

/**
 * Give a segment to another speaker; null gives it back to the one who was heard.
 *
 * @param {string} jobId
 * @param {number} index
 * @param {?string} speaker
 */
export function moveSegment(jobId, index, speaker) {
  const path = `/jobs/${jobId}/segments/${index}/speaker`;
  return speaker
    ? request(path, { method: "PUT", json: { speaker } })
    : request(path, { method: "DELETE" });
}

/** Withdraw names, merges and moves. @param {string} jobId */
export function withdrawEdits(jobId) {
  return request(`/jobs/${jobId}/speaker-edits`, { method: "DELETE" });
}

/**
 * Who speaks when.
 *
 * @param {string} jobId
 * @param {AbortSignal} signal
 * @returns {Promise<Turn[]>}
 */
export async function getTurns(jobId, signal) {
  return (await requestJson(`/jobs/${jobId}/turns`, { signal })).turns;
}
