/** Sends requests to the service, and handles their errors. */
import { connection } from "./connection.js";
import { problemIn, unreachable } from "./problem.js";
import { session } from "./session.js";

/** Here a 401 means a wrong password, not an ended session. */
const WRONG_PASSWORD = "invalid_credentials";

/**
 * Send a request. If the session has ended, the user logs in and the request is repeated.
 *
 * @param {string} path
 * @param {{method?: string, json?: object, body?: FormData,
 *   headers?: Record<string, string>, signal?: AbortSignal, anonymous?: boolean,
 *   keepalive?: boolean}} [options] `anonymous`: nobody needs to be logged in; `keepalive`: it is
 *   sent even if the page is left
 * @returns {Promise<Response>} a successful response
 * @throws {Problem}
 */
export async function request(path, options = {}) {
  const answer = await sent(path, options);
  if (answer.ok) return answer;
  const problem = problemIn(answer.status, await answer.text());
  if (problem.status === 401 && problem.code !== WRONG_PASSWORD && !options.anonymous) {
    await session.renewed(options.signal);
    return request(path, options);
  }
  if (problem.mayPass) connection.lost();
  throw problem;
}

/** Send a request and return the JSON of its response. @param {string} path @param {object} [options] */
export async function requestJson(path, options) {
  return (await request(path, options)).json();
}

async function sent(path, { method = "GET", json, body, headers, signal, keepalive }) {
  const typed = json ? { "Content-Type": "application/json", ...headers } : headers;
  try {
    return await fetch(path, {
      method,
      headers: typed,
      body: json ? JSON.stringify(json) : body,
      signal,
      keepalive,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    connection.lost();
    throw unreachable();
  }
}
