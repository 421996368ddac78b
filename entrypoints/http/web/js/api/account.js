/** Logging in and out, and one's own password and keys. */
import { request, requestJson } from "./request.js";

/** Who is logged in; a Problem with status 401 where nobody is. */
export async function me() {
  try {
    return await requestJson("/auth/me", { anonymous: true });
  } catch (error) {
    if (/** @type {any} */ (error).status !== 404) throw error;
    await requestJson("/jobs/?limit=1", { anonymous: true });
    return { id: "", username: "", role: "user" };
  }
}

/**
 * @param {string} username
 * @param {string} password
 */
export async function logIn(username, password) {
  await request("/auth/login", { method: "POST", json: { username, password }, anonymous: true });
  return me();
}

export function logOut() {
  return request("/auth/logout", { method: "POST", anonymous: true });
}

/** @param {string} now @param {string} next */
export function changePassword(now, next) {
  return request("/auth/password", {
    method: "POST",
    json: { current_password: now, new_password: next },
  });
}
