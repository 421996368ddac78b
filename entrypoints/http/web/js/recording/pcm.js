/** PCM as live sessions take it: mono, 16 bits, little-endian, 24,000 samples a second. */

export const RATE = 24_000;
export const BYTES_PER_SECOND = 2 * RATE;

/** @param {Float32Array} samples from -1 to 1 @returns {Uint8Array} */
export function pcm16(samples) {
  const view = new DataView(new ArrayBuffer(2 * samples.length));
  samples.forEach((sample, i) => {
    const clipped = Math.max(-1, Math.min(1, sample));
    view.setInt16(2 * i, Math.round(clipped * 32_767), true);
  });
  return new Uint8Array(view.buffer);
}

/** The highest peak, in decibels below full scale; -Infinity for no sound at all. @param {Float32Array} samples */
export function peak(samples) {
  return 20 * Math.log10(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
}

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8_192)
    text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(text);
}
