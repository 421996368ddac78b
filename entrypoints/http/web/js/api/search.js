/**
 * Search over what was said in all recordings.
 *
 * @typedef {{job_id: string, title: string, created_at: string, language: string | null,
 *   segment: number, start: number, end: number, text: string,
 *   matches: {start: number, end: number}[]}} Hit matches count characters, not UTF-16 units
 * @typedef {{hits: Hit[], next_cursor: string | null, not_yet_searchable: number}} Hits
 */
import { requestJson } from "./request.js";

/**
 * @param {{q: string, cursor?: string | null}} asked
 * @param {AbortSignal} signal
 * @returns {Promise<Hits>}
 */
export function searchSpoken({ q, cursor }, signal) {
  const query = new URLSearchParams({ q });
  if (cursor) query.set("cursor", cursor);
  return requestJson(`/search?${query}`, { signal });
}
