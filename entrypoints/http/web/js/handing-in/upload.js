/**
 * The state of one upload.
 *
 * @typedef {{key: string, signal: AbortSignal, onProgress: (sent: number) => void,
 *   onArrival: () => void}} Sending `onProgress` goes from 0 to 1; `onArrival`: it got further than
 *   ever before
 * @typedef {{name: string, size: number | null, arrived: number, address?: string, from?: string,
 *   send: (options: Record<string, string>, sending: Sending) => Promise<{job_id: string}>,
 *   forget: () => Promise<void>}} Recording `arrived`, from 0 to 1, will not be sent again; `forget`
 *   has the service remove what it holds of it
 * @typedef {{id: number, key: string, recording: Recording, options: Record<string, string>,
 *   sent: number, error: string, mayPass: boolean, stop: AbortController, tries: number,
 *   state: "waiting" | "sending" | "checking" | "paused" | "accepted" | "failed" | "dropped"}} Upload
 */

/**
 * @param {number} id
 * @param {Recording} recording
 * @param {Record<string, string>} options
 * @returns {Upload}
 */
export function newUpload(id, recording, options) {
  return {
    id,
    key: newKey(),
    recording,
    options,
    sent: 0,
    error: "",
    mayPass: false,
    stop: new AbortController(),
    tries: 0,
    state: "waiting",
  };
}

/** A name for it, however often it is sent: the service makes one job of it. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is there over https only
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
