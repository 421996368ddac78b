/** Calls to log in and out, and for the user's own password and keys. */
import { request, requestJson } from "./request.js";

/** The user who is logged in; throws a Problem with status 401 if nobody is. */
export function me() {
  return requestJson("/auth/me", { anonymous: true });
}

/**
 * @param {string} username
 * @param {string} password
 */
export async function logIn(username, password) {
  await request("/auth/login", { method: "POST", json: { username, password }, anonymous: true });
  return me();
}

/**
 * Whether users can log in with an identity provider, and its name.
 *
 * @returns {Promise<{enabled: boolean, name: string}>}
 */
export function singleSignOn() {
  return requestJson("/auth/oidc", { anonymous: true });
}

export function logOut() {
  return request("/auth/logout", { method: "POST", anonymous: true });
}

/** @param {string} now @param {string} next @param {boolean} revokeKeys */
export function changePassword(now, next, revokeKeys) {
  return request("/auth/password", {
    method: "POST",
    json: { current_password: now, new_password: next, revoke_keys: revokeKeys },
  });
}

/**
 * An API key; only the response to its creation has `key`.
 *
 * @typedef {{id: string, name: string, prefix: string, scopes: string[], created_at: string,
 *   expires_at: string | null, last_used_at: string | null, revoked_at: string | null,
 *   key?: string}} ApiKey
 */

/** @param {AbortSignal} signal @returns {Promise<ApiKey[]>} */
export async function listKeys(signal) {
  return (await requestJson("/auth/api-keys", { signal })).api_keys;
}

/**
 * @param {{name: string, scopes: string[], expires_in_days: number | null}} asked
 * @returns {Promise<ApiKey & {key: string}>}
 */
export function makeKey(asked) {
  return requestJson("/auth/api-keys", { method: "POST", json: asked });
}

/** @param {string} id */
export function revokeKey(id) {
  return request(`/auth/api-keys/${id}`, { method: "DELETE" });
}
