/**
 * Search over what was said in all recordings.
 *
 * @typedef {{job_id: string, title: string, created_at: string, language: string | null,
 *   segment: number, start: number, end: number, text: string,
 *   matches: {start: number, end: number}[]}} Hit matches count characters, not UTF-16 units
 * @typedef {{hits: Hit[], next_cursor: string | null, is_partial: boolean,
 *   not_yet_searchable: number}} Hits `is_partial` says that it goes on though there are few hits
 */
import { requestJson } from "./request.js";

/**
 * @param {Record<string, any>} asked `q`, the `cursor` of a page, and the conditions on recordings
 * @param {AbortSignal} signal
 * @returns {Promise<Hits>}
 */
export function searchSpoken(asked, signal) {
  const given = Object.entries(asked).filter(([, value]) => value);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return requestJson(`/search?${query}`, { signal });
}
