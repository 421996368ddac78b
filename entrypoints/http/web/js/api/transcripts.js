/**
 * Calls for transcripts.
 *
 * @typedef {{text: string, start: number, end: number, probability: number}} Word
 * @typedef {{start: number, end: number, text: string, words: Word[] | null, language: ?string, channel: ?number,
 *   original: string | null}} Segment times in seconds; `original` is what was heard, where
 *   somebody has corrected it since
 * @typedef {{start: number, end: number}} Gap speech without words; times in seconds
 */
import { request, requestJson } from "./request.js";

/**
 * A complete transcript.
 *
 * @param {string} jobId
 * @param {AbortSignal} signal
 * @returns {Promise<{segments: Segment[], gaps: Gap[]}>}
 */
export async function getTranscript(jobId, signal) {
  const { segments, gaps } = await requestJson(`/jobs/${jobId}/transcript?format=json`, { signal });
  return { segments: segments.map(segment), gaps };
}

/** @param {string} jobId @param {number} index @param {string} text */
export function correct(jobId, index, text) {
  return requestJson(`/jobs/${jobId}/segments/${index}`, { method: "PUT", json: { text } });
}

/** Withdraw a correction. @param {string} jobId @param {number} index */
export function restore(jobId, index) {
  return request(`/jobs/${jobId}/segments/${index}/correction`, { method: "DELETE" });
}

/** Read a segment of a document or of an event. @returns {Segment} */
export function segment({ start, end, text, words, language, channel, original_text }) {
  return {
    start,
    end,
    text,
    language: language ?? null,
    channel: channel ?? null,
    words:
      words?.map(({ word, text: said, start: from, end: to, probability }) => ({
        text: word ?? said,
        start: from,
        end: to,
        probability,
      })) ?? null,
    original: original_text ?? null,
  };
}

/**
 * The waveform of the recording.
 *
 * @param {string} jobId
 * @param {AbortSignal} signal
 * @returns {Promise<{duration_seconds: number, peaks: number[]}>}
 */
export function getPeaks(jobId, signal) {
  return requestJson(`/jobs/${jobId}/peaks`, { signal });
}
