/** Recording with the microphone. */
import { announce, fill, h } from "../dom.js";
import { clock } from "../format.js";
import { icon } from "./icons.js";
import { notify } from "./notices.js";

/** In order of preference; every browser knows one of them. */
const KINDS = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
  ["audio/ogg;codecs=opus", "ogg"],
];

/**
 * @param {(files: File[]) => void} take gets the recording
 * @param {AbortSignal} signal
 */
export function recorder(take, signal) {
  const element = h("div", { class: "recorder" });
  idle();
  return element;

  function idle() {
    fill(
      element,
      h(
        "button",
        { class: "button", type: "button", onclick: begin },
        icon("microphone"),
        "Record",
      ),
    );
  }

  async function begin() {
    const stream = await microphone();
    if (!stream) return;
    const [type, suffix] = KINDS.find(([kind]) => MediaRecorder.isTypeSupported(kind)) ?? [
      "",
      "webm",
    ];
    const recording = new MediaRecorder(stream, type ? { mimeType: type } : {});
    const pieces = [];
    recording.ondataavailable = ({ data }) => pieces.push(data);
    recording.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      if (!recording.dropped)
        take([new File(pieces, `${title()}.${suffix}`, { type: recording.mimeType })]);
      if (!signal.aborted) idle();
    };
    recording.start(1_000);
    signal.addEventListener("abort", () => recording.state === "recording" && recording.stop());
    running(recording);
  }

  function running(recording) {
    const began = performance.now();
    const time = h("span", { class: "recorder-time" }, "0:00");
    const timer = setInterval(
      () => (time.textContent = clock((performance.now() - began) / 1000)),
      250,
    );
    const end = (dropped) => () => {
      clearInterval(timer);
      recording.dropped = dropped;
      recording.stop();
    };
    const stop = h(
      "button",
      { class: "button button-danger", type: "button", onclick: end(false) },
      icon("stop"),
      "Stop and transcribe",
    );
    fill(
      element,
      h("span", { class: "recorder-dot", "aria-hidden": "true" }),
      time,
      stop,
      h("button", { class: "button button-quiet", type: "button", onclick: end(true) }, "Discard"),
    );
    stop.focus();
    announce("Recording.");
  }
}

/** @returns {Promise<MediaStream | null>} null where there is none to be had; why has been said */
async function microphone() {
  if (!navigator.mediaDevices) {
    notify(
      "Browsers allow the microphone only on pages over https, or from this machine.",
      { bad: true },
    );
    return null;
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    const refused = /** @type {any} */ (error).name === "NotAllowedError";
    notify(
      refused ? "The browser was not allowed to use the microphone." : "No microphone was found.",
      { bad: true },
    );
    return null;
  }
}

function title() {
  const now = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `Recording ${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
}
