/** The buttons that begin a recording; what records is fetched when it is needed. */
import { fill, h } from "../dom.js";
import { icon } from "./icons.js";
import { notify } from "./notices.js";

/** The source that is no microphone, as `recording/sources.js` names it. */
const SCREEN = "screen";

/** Whether something is being recorded, while the user changes views. Dispatches `change`. */
class Recorder extends EventTarget {
  isBusy = false;

  /** @param {string} source @param {Record<string, string>} options */
  async record(source, options) {
    const place = document.getElementById("recording");
    if (this.isBusy || !place) return;
    this.#become(true);
    try {
      const { record } = await import("../recording/recording-panel.js");
      await record(place, source, options);
    } catch (error) {
      console.error(error);
      notify("This browser cannot record here. Try reloading the page.", { bad: true });
    } finally {
      this.#become(false);
    }
  }

  #become(busy) {
    this.isBusy = busy;
    this.dispatchEvent(new Event("change"));
  }
}

const recorder = new Recorder();

/**
 * @param {() => Record<string, string>} chosen the options of the job
 * @param {AbortSignal} signal
 */
export function recordButtons(chosen, signal) {
  const element = h("div", { class: "recorder" });
  recorder.addEventListener("change", show, { signal });
  show();
  return element;

  function show() {
    const canShare = navigator.mediaDevices?.getDisplayMedia;
    fill(
      element,
      button("Record", "microphone", ""),
      canShare && button("Record a tab", "tab", SCREEN),
    );
  }

  function button(name, drawn, source) {
    return h(
      "button",
      {
        class: "button",
        type: "button",
        disabled: recorder.isBusy,
        onclick: () => recorder.record(source, chosen()),
      },
      icon(drawn),
      name,
    );
  }
}
