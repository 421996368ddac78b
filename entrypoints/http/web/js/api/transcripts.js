/**
 * Calls for transcripts.
 *
 * @typedef {{text: string, start: number, end: number, probability: number}} Word
 * @typedef {{start: number, end: number, text: string, words: Word[] | null, language: ?string, channel: ?number,
 *   original: string | null, speaker: ?string, heardSpeaker: ?string}} Segment times in seconds;
 *   `original` and `heardSpeaker` are what was heard, where somebody has changed it since
 * @typedef {{start: number, end: number}} Gap speech without words; times in seconds
 */
import { readLong } from "./long-json.js";
import { request, requestJson } from "./request.js";

/**
 * A complete transcript.
 *
 * @param {string} place the path of a job, or of a link to it
 * @param {AbortSignal} signal
 * @param {object} [options] of the request
 * @returns {Promise<{segments: Segment[], gaps: Gap[], speakers: import("./speakers.js").Speaker[]}>}
 */
export async function getTranscript(place, signal, options = {}) {
  const path = `${place}/transcript?format=json`;
  const answer = await request(path, { signal, ...options });
  const { entries, rest } = await readLong(answer, "segments", segment, signal);
  return { segments: entries, gaps: rest.gaps, speakers: rest.speakers };
}

/** @param {string} jobId @param {number} index @param {string} text */
export function correct(jobId, index, text) {
  return requestJson(`/jobs/${jobId}/segments/${index}`, { method: "PUT", json: { text } });
}

/** Withdraw a correction. @param {string} jobId @param {number} index */
export function restore(jobId, index) {
  return request(`/jobs/${jobId}/segments/${index}/correction`, { method: "DELETE" });
}

/**
 * Replace a text everywhere, or only count it.
 *
 * @param {string} jobId
 * @param {{find: string, replace: string, match_case: boolean, whole_words: boolean, preview: boolean}} wanted
 * @returns {Promise<{occurrences: number, segments: {index: number, before: string | null, after: string}[]}>}
 */
export function replaceText(jobId, wanted) {
  return requestJson(`/jobs/${jobId}/replacements`, { method: "POST", json: wanted });
}

/** @param {string} jobId @param {{index: number, text: string | null}[]} corrections */
export function correctMany(jobId, corrections) {
  return request(`/jobs/${jobId}/corrections`, { method: "PUT", json: { corrections } });
}

/** Read a segment of a document or of an event. @returns {Segment} */
export function segment(read) {
  const { start, end, text, words, language, channel, original_text, draft } = read;
  return {
    start,
    end,
    text,
    language: language ?? null,
    draft: draft ?? false,
    channel: channel ?? null,
    words:
      words?.map(({ word, text: said, start: from, end: to, probability }) => ({
        text: word ?? said,
        start: from,
        end: to,
        probability,
      })) ?? null,
    original: original_text ?? null,
    speaker: read.speaker ?? null,
    heardSpeaker: read.original_speaker ?? null,
  };
}

/**
 * The waveform of the recording.
 *
 * @param {string} place the path of a job, or of a link to it
 * @param {AbortSignal} signal
 * @returns {Promise<{duration_seconds: number, peaks: number[]}>}
 */
export function getPeaks(place, signal) {
  return requestJson(`${place}/peaks`, { signal });
}
