/** The recording, to be heard: one audio element, its controls, and the moment that is spoken. */
import { fill, h } from "../dom.js";
import { clock } from "../format.js";
import { icon } from "../parts/icons.js";
import { keepClear } from "./player-room.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const STEP = 5;

/**
 * @param {string} source
 * @param {number | null} duration what is known of it in seconds; the browser may know later
 * @param {(seconds: number, playing: boolean) => void} spoken told while it plays, and on jumps
 * @param {AbortSignal} signal
 * @param {boolean} [canDownload] whether the listener can take the recording as a file
 */
export function player(source, duration, spoken, signal, canDownload = true) {
  const audio = h("audio", { src: source, preload: "metadata" });
  const toggle = h("button", {
    class: "play-button",
    type: "button",
    onclick: () => (audio.paused ? play() : audio.pause()),
  });
  const time = h("span", { class: "player-time" });
  const slider = h("input", {
    type: "range",
    class: "player-slider",
    min: "0",
    step: "0.1",
    "aria-label": "Place in the recording",
    oninput: () => seek(Number(slider.value), false),
  });
  const picture = h("div", { class: "waveform", "aria-hidden": "true" });
  const track = h("div", { class: "player-track" }, picture, slider);
  const speed = h(
    "select",
    {
      class: "player-speed",
      "aria-label": "Speed",
      onchange: () => (audio.playbackRate = Number(speed.value)),
    },
    SPEEDS.map((rate) => h("option", { value: rate, selected: rate === 1 }, `${rate}×`)),
  );
  const fault = h(
    "p",
    { class: "fault player-fault", role: "alert", hidden: true },
    "Your browser cannot play this kind of recording. You can still read the transcript",
    canDownload ? " and download the recording." : ".",
  );
  const element = h(
    "section",
    { class: "player", "aria-label": "Player" },
    h(
      "div",
      { class: "player-inner" },
      toggle,
      track,
      time,
      speed,
    ),
    fault,
    audio,
  );

  for (const event of ["play", "pause", "seeked", "durationchange", "timeupdate"])
    audio.addEventListener(event, show);
  audio.addEventListener("play", follow);
  audio.addEventListener("error", () => (fault.hidden = false));
  addEventListener("keydown", spaceBar, { signal });
  keepClear(element, signal);
  signal.addEventListener("abort", stop);
  show();
  return { element, audio, track, picture, seek };

  function length() {
    return Number.isFinite(audio.duration) ? audio.duration : (duration ?? 0);
  }

  /** @param {number} seconds @param {boolean} [andPlay] */
  function seek(seconds, andPlay = true) {
    audio.currentTime = seconds;
    if (andPlay) play();
    show();
  }

  function play() {
    audio.play().catch(() => {}); // what went wrong is told by the event `error`
  }

  function show() {
    const at = audio.currentTime;
    fill(toggle, icon(audio.paused ? "play" : "pause"));
    toggle.setAttribute("aria-label", audio.paused ? "Play" : "Pause");
    time.textContent = `${clock(at)} / ${clock(length())}`;
    slider.max = String(length());
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", `${clock(at)} of ${clock(length())}`);
    spoken(at, !audio.paused);
  }

  /** `timeupdate` comes four times a second, too seldom for words. */
  function follow() {
    spoken(audio.currentTime, true);
    if (!audio.paused && !signal.aborted) requestAnimationFrame(follow);
  }

  function spaceBar(event) {
    const free = event.target === document.body || event.target.id === "main";
    const jump = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!free || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") toggle.click();
    else if (jump) seek(Math.max(0, audio.currentTime + jump), false);
    else return;
    event.preventDefault();
  }

  function stop() {
    audio.pause();
    audio.removeAttribute("src");
    audio.load(); // lets go of the connection
  }
}
