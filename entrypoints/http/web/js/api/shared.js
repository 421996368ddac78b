/**
 * Calls of readers without an account, who have a link.
 *
 * @typedef {{id: string, title: string, task: string, language: ?string, audio: boolean,
 *   languages: {language: string}[], duration_seconds: ?number, downloads: boolean,
 *   expires_at: string}} Shared what a link opens
 */
import { requestJson } from "./request.js";

/** The options of each request; the token is sent in a header, so that no log has it. */
export function withToken(token) {
  return { anonymous: true, headers: { "X-Share-Token": token } };
}

/**
 * Open a link. It sets the cookie with which the browser fetches sound and files.
 *
 * @param {string} token
 * @returns {Promise<Shared>}
 */
export function openShared(token) {
  return requestJson("/shared", { method: "POST", ...withToken(token) });
}
