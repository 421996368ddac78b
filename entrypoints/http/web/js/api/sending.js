/** Sends a body and reports the progress. */
import { problemIn, unreachable } from "./problem.js";

/**
 * Send a body with XMLHttpRequest, since `fetch` does not report the progress of an upload.
 *
 * @param {"POST" | "PATCH"} method
 * @param {string} path
 * @param {{body: FormData | Blob, headers: Record<string, string>, signal: AbortSignal,
 *   onProgress: (sent: number, total: number) => void, patience?: number}} sending `onProgress` is
 *   gets numbers of bytes; without progress for `patience` ms the connection counts as broken
 * @returns {Promise<XMLHttpRequest>} a successful response
 * @throws {Problem}
 */
export function send(method, path, { body, headers, signal, onProgress, patience }) {
  signal.throwIfAborted();
  const sending = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const stop = () => sending.abort();
    const watch = watchman(stop, patience);
    sending.upload.onprogress = ({ loaded, total }) => (watch.moved(), onProgress(loaded, total));
    sending.onload = () => settle(sending, resolve, reject);
    sending.onerror = () => reject(unreachable());
    sending.onabort = () => reject(signal.aborted ? signal.reason : unreachable());
    sending.onloadend = () => (watch.ended(), signal.removeEventListener("abort", stop));
    signal.addEventListener("abort", stop);
    sending.open(method, path);
    for (const [name, value] of Object.entries(headers)) sending.setRequestHeader(name, value);
    watch.moved();
    sending.send(body);
  });
}

function settle(sending, resolve, reject) {
  const { status, responseText } = sending;
  if (status >= 200 && status < 300) resolve(sending);
  else reject(problemIn(status, responseText));
}

function watchman(stop, patience) {
  let timer = 0;
  return {
    moved() {
      clearTimeout(timer);
      if (patience) timer = setTimeout(stop, patience);
    },
    ended: () => clearTimeout(timer),
  };
}
