/** One recording on its way to the service, with word of how far it has come. */
import { problemIn, unreachable } from "./problem.js";

/** A name for one upload, however often it is sent: the service makes one job of it. */
export function uploadKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is there over https only
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Send a recording and what is asked for it. The fields go first: what is wrong with them is said
 * before the file has been read.
 *
 * @param {File} file
 * @param {Record<string, string>} options
 * @param {{key: string, onProgress: (sent: number) => void, signal: AbortSignal}} sending `sent`
 *   goes from 0 to 1
 * @returns {Promise<{job_id: string}>}
 * @throws {Problem}
 */
export function upload(file, options, { key, onProgress, signal }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) form.append(name, value);
  form.append("file", file);
  // fetch cannot say how much of a body has left; this still can.
  const sending = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    sending.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    sending.onload = () => settle(sending, resolve, reject);
    sending.onerror = () => reject(unreachable());
    sending.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => sending.abort(), { once: true });
    sending.open("POST", "/jobs/");
    sending.setRequestHeader("Idempotency-Key", key);
    sending.send(form);
  });
}

function settle({ status, responseText }, resolve, reject) {
  if (status >= 200 && status < 300) resolve(JSON.parse(responseText));
  else reject(problemIn(status, responseText));
}
