/** Decides whether and when a failed upload is retried. */
import { connection, sleep } from "../api/connection.js";
import { session } from "../api/session.js";

const MOMENT = 3_000;
/**
 * The service is, or died, at work on what was sent before. It lets go of a job's key within a
 * minute and of an upload within 15 s, so these waits end and are not counted.
 */
const LETS_GO = { idempotency_key_in_use: 15_000, upload_locked: MOMENT };
/** Too much at once; and an upload that was left lying too long, which is begun anew. */
const PASSING = [429, 404];
/** Between here and the service the line broke, or another request was quicker. */
const OUT_OF_STEP = ["upload_interrupted", "upload_offset_mismatch"];

/**
 * What to wait for; null where that would change nothing.
 *
 * @param {any} error
 * @returns {{counts: boolean, wait: (tries: number) => Promise<unknown>} | null} `counts`: it may
 *   be in vain, and is tried so often and no more
 */
export function whatPasses(error) {
  if (error.code in LETS_GO) return { counts: false, wait: () => sleep(LETS_GO[error.code]) };
  if (error.status === 401) return { counts: true, wait: () => session.renewed() };
  if (PASSING.includes(error.status) || OUT_OF_STEP.includes(error.code))
    return { counts: true, wait: () => sleep(MOMENT) };
  return error.mayPass ? { counts: true, wait: reconnected } : null;
}

/** It may only look so; then the service is back in a second. */
async function reconnected(tries) {
  connection.lost();
  await connection.back();
  await sleep((tries - 1) * MOMENT);
}
