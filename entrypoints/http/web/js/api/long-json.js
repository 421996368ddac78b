/** Reads long JSON without holding up the page. */

/** Less is parsed at once: it takes less than the start of a worker. In bytes. */
const SHORT = 500_000;

/**
 * Read an object of which one member is a long list.
 *
 * @template T
 * @param {Response} answer
 * @param {string} list the name of the member
 * @param {(entry: any) => T} read makes of an entry what is wanted
 * @param {AbortSignal} signal
 * @returns {Promise<{entries: T[], rest: any}>} `rest` has the other members
 */
export async function readLong(answer, list, read, signal) {
  const bytes = await answer.arrayBuffer();
  if (bytes.byteLength > SHORT) return inParts(bytes, list, read, signal);
  const { [list]: entries, ...rest } = JSON.parse(new TextDecoder().decode(bytes));
  return { entries: entries.map(read), rest };
}

function inParts(bytes, list, read, signal) {
  const worker = new Worker(new URL("./json-worker.js", import.meta.url));
  const reading = new Promise((resolve, reject) => {
    const entries = [];
    worker.onmessage = ({ data }) => {
      if (data.part) entries.push(...data.part.map(read));
      else resolve({ entries, rest: data.rest });
    };
    worker.onerror = (event) => reject(new Error(event.message || "The answer cannot be read."));
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    signal.throwIfAborted();
    worker.postMessage({ bytes, list }, [bytes]);
  });
  return reading.finally(() => worker.terminate());
}
