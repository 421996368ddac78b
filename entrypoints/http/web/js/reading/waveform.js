/** A picture of the sound, to jump into. Fetched only here: nobody else needs the library. */
import { getPeaks } from "../api/transcripts.js";

/** The service allows the library's style sheet by its hash, which holds for this height alone. */
const HEIGHT = 48;

/**
 * Draw the recording above the slider, which stays for the keyboard and for screen readers.
 * Without peaks there is no picture, and nothing else is missing.
 *
 * @param {string} place the path of a job, or of a link to it
 * @param {{picture: HTMLElement, audio: HTMLAudioElement}} player
 * @param {AbortSignal} signal
 */
export async function drawWaveform(place, { picture, audio }, signal) {
  const [{ duration_seconds, peaks }, { default: WaveSurfer }] = await Promise.all([
    getPeaks(place, signal),
    import("../../vendor/wavesurfer.js/wavesurfer.js"),
  ]);
  const wave = WaveSurfer.create({
    container: picture,
    media: audio,
    peaks: [peaks],
    duration: duration_seconds,
    height: HEIGHT,
    barWidth: 2,
    barGap: 1,
    barRadius: 2,
    cursorWidth: 0,
    normalize: true,
    dragToSeek: true,
    ...colours(),
  });
  onThemeChange(() => wave.setOptions(colours()), signal);
  signal.addEventListener("abort", () => wave.destroy());
}

/** The canvas knows no custom properties, so they are read for it. */
function colours() {
  const of = (/** @type {string} */ name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  return { waveColor: of("--line-strong"), progressColor: of("--accent") };
}

function onThemeChange(then, signal) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", then, { signal });
  const chosen = new MutationObserver(then);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  signal.addEventListener("abort", () => chosen.disconnect());
}
