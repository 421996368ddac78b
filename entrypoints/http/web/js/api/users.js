/**
 * Calls for the users of this service, for admins.
 *
 * @typedef {{id: string, username: string, role: "admin" | "user", disabled: boolean,
 *   created_at: string}} User
 */
import { request, requestJson } from "./request.js";

/**
 * @param {{q: string, skip: number, limit: number}} asked
 * @param {AbortSignal} signal
 * @returns {Promise<{users: User[], total: number}>}
 */
export function listUsers({ q, skip, limit }, signal) {
  const query = new URLSearchParams({ skip: String(skip), limit: String(limit) });
  if (q) query.set("q", q);
  return requestJson(`/users?${query}`, { signal });
}

/** @param {{username: string, password: string, role: string}} user */
export function makeUser(user) {
  return request("/users", { method: "POST", json: user });
}

/** @param {string} id @param {{role?: string, disabled?: boolean}} change */
export function changeUser(id, change) {
  return request(`/users/${id}`, { method: "PATCH", json: change });
}

/** @param {string} id @param {string} password @param {boolean} revokeKeys */
export function resetPassword(id, password, revokeKeys) {
  const json = { password, revoke_keys: revokeKeys };
  return request(`/users/${id}/password`, { method: "POST", json });
}
