/**
 * Server-sent events, parsed here: the browser's EventSource neither tells why it was refused
 * nor resumes after it has given up.
 *
 * @typedef {{name: string, data: any}} Told
 */
import { connection, sleep } from "./connection.js";
import { request } from "./request.js";

/** In ms; the service sends a heartbeat every 15 s, so after this silence it is gone. */
const SILENCE = 45_000;

/**
 * Follow events to the end of the stream, reconnecting after interruptions. A tab that nobody
 * sees closes its connection: browsers allow six for all tabs together.
 *
 * @param {string} path
 * @param {(told: Told) => void} tell
 * @param {AbortSignal} signal
 * @param {() => unknown} [opened] called each time that the stream opens, before its first event
 */
export async function follow(path, tell, signal, opened = () => {}) {
  const place = { last: "" };
  while (!signal.aborted) {
    await seen(signal);
    const current = whileSeen(signal);
    try {
      if (!(await readOnce(path, place, { tell, opened }, current))) return;
      await sleep(250, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error.status && !error.mayPass) throw error;
      await sleep(500, signal).catch(() => {});
      await connection.back(signal).catch(() => {});
    } finally {
      current.release();
    }
  }
}

/** Read until the stream ends; return false if the service has no more events. */
async function readOnce(path, place, { tell, opened }, { signal, alive }) {
  const headers = { Accept: "text/event-stream" };
  if (place.last) headers["Last-Event-ID"] = place.last;
  const answer = await request(path, { headers, signal });
  if (answer.status === 204) return false;
  opened();
  for await (const { id, name, data } of messages(answer.body, alive)) {
    if (id) place.last = id;
    tell({ name, data: JSON.parse(data) });
  }
  return true;
}

/** Read the messages of a stream (WHATWG HTML, 9.2.6). @param {ReadableStream} body */
async function* messages(body, alive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    alive();
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop() ?? "";
    yield* blocks.map(message).filter(({ data }) => data);
  }
}

/** @param {string} block */
export function message(block) {
  const found = { id: "", name: "message", data: "" };
  for (const line of block.split("\n")) {
    const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === "event") found.name = value;
    else if (field === "data" || field === "id") found[field] = value;
  }
  return found;
}

/** A signal that also aborts if the tab is hidden, or no data arrives for too long. */
function whileSeen(outer) {
  const own = new AbortController();
  const stop = () => own.abort();
  const hide = () => document.hidden && stop();
  let watchdog = setTimeout(stop, SILENCE);
  document.addEventListener("visibilitychange", hide, { signal: own.signal });
  outer.addEventListener("abort", stop, { signal: own.signal });
  return {
    signal: own.signal,
    alive: () => (clearTimeout(watchdog), (watchdog = setTimeout(stop, SILENCE))),
    release: () => (clearTimeout(watchdog), stop()),
  };
}

/** Resolve as soon as the tab is visible. */
function seen(signal) {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => document.hidden || resolve(undefined);
    document.addEventListener("visibilitychange", look, { signal });
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
