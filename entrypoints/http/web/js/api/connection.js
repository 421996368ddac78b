/**
 * Whether the service answers. All requests report failures here; one loop then polls the service.
 *
 * Dispatches `lost` and `back`.
 */

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 10_000;

class Connection extends EventTarget {
  #lost = false;

  get isLost() {
    return this.#lost;
  }

  /** A request got no response: poll until there is one. */
  lost() {
    if (this.#lost) return;
    this.#lost = true;
    this.dispatchEvent(new Event("lost"));
    this.#ask(FIRST_WAIT);
  }

  /** Resolve when the service answers, at once if it does. @param {AbortSignal} [signal] */
  back(signal) {
    if (!this.#lost) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.addEventListener("back", () => resolve(undefined), { once: true, signal });
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }

  async #ask(wait) {
    await sleep(wait);
    if (await answers()) {
      this.#lost = false;
      this.dispatchEvent(new Event("back"));
    } else {
      this.#ask(Math.min(wait * 1.5, LONGEST_WAIT));
    }
  }
}

export const connection = new Connection();

/** Wait for some milliseconds. @param {number} ms @param {AbortSignal} [signal] */
export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), {
      once: true,
    });
  });
}

async function answers() {
  try {
    return (await fetch("/health", { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
