/** Where sound comes from: a microphone, or what a tab or the screen plays. */

export const SCREEN = "screen";
const KEPT = "microphone";

/**
 * Speech as it was spoken: the models were trained on raw sound, and suppressing noise costs words.
 * Only the gain is adapted, since microphones are often too quiet.
 */
const RAW = { echoCancellation: false, noiseSuppression: false };

/** A source that cannot be had; its message is for the user. */
export class SourceFault extends Error {}

/** Whether this browser can record what a tab or the screen plays; phones cannot. */
export function canRecordScreen() {
  return Boolean(navigator.mediaDevices?.getDisplayMedia);
}

/**
 * Open a source. Must be called because the user did something.
 *
 * @param {string} source SCREEN, the id of a microphone, or empty for the one that was used last
 * @returns {Promise<MediaStream>}
 * @throws {SourceFault}
 */
export async function openSource(source) {
  if (!navigator.mediaDevices)
    throw new SourceFault("Browsers allow recording only on pages over https, or from this machine.");
  return source === SCREEN ? screenSound() : microphone(source);
}

/**
 * The microphones; they have names only after one of them was allowed.
 *
 * @returns {Promise<{id: string, name: string}[]>}
 */
export async function microphones() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind, deviceId }) => kind === "audioinput" && deviceId)
    .map(({ deviceId, label }, i) => ({ id: deviceId, name: label || `Microphone ${i + 1}` }));
}

/** The microphone of a stream. @param {MediaStream} stream */
export function deviceOf(stream) {
  return stream.getAudioTracks()[0]?.getSettings().deviceId ?? "";
}

async function microphone(id) {
  const wanted = id || remembered();
  // A remembered microphone may be gone, so another is taken; a chosen one must be the one.
  const deviceId = id ? { exact: id } : wanted;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { ...RAW, autoGainControl: true, ...(wanted && { deviceId }) },
    });
    remember(deviceOf(stream));
    return stream;
  } catch (error) {
    throw new SourceFault(MICROPHONE_FAULTS[/** @type {any} */ (error).name] ?? NO_MICROPHONE);
  }
}

const NO_MICROPHONE = "No microphone was found.";
const MICROPHONE_FAULTS = {
  NotAllowedError:
    "The browser was not allowed to use the microphone. Allow it in the browser's settings of this page.",
  NotReadableError: "The microphone cannot be opened. Another program may be using it.",
};

async function screenSound() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia({
      video: true, // no browser shares sound alone
      audio: { ...RAW, autoGainControl: false },
      systemAudio: "include",
      selfBrowserSurface: "include",
    });
  } catch {
    throw new SourceFault("Nothing was shared, so there is nothing to record.");
  }
  if (stream.getAudioTracks().length) return stream;
  for (const track of stream.getTracks()) track.stop();
  throw new SourceFault(
    "No sound was shared. Share it again, and choose to share the sound as well.",
  );
}

function remembered() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

function remember(id) {
  try {
    localStorage.setItem(KEPT, id);
  } catch {
    // Then the browser's default it is, next time.
  }
}
