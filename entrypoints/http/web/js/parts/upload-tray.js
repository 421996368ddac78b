/** The recordings that are on their way. */
import { announce, fill, h } from "../dom.js";
import { percent, size } from "../format.js";
import { uploads } from "../handing-in/uploads.js";
import { icon } from "./icons.js";
import { progressBar } from "./job-state.js";

/** @param {AbortSignal} signal */
export function uploadTray(signal) {
  const shown = new Map();
  const list = h("ul", { class: "uploads", "aria-label": "Uploads" });
  for (const one of uploads.all.values()) update(one);
  uploads.addEventListener("change", (event) => update(/** @type {any} */ (event).detail), {
    signal,
  });
  return list;

  function update(one) {
    if (one.state === "accepted" || one.state === "dropped") {
      shown.get(one.id)?.element.remove();
      shown.delete(one.id);
      if (one.state === "accepted") announce(`${one.recording.name} has arrived.`);
      return;
    }
    if (one.state === "paused")
      announce(`The upload of ${one.recording.name} is interrupted. It is tried again by itself.`);
    if (!shown.has(one.id)) {
      shown.set(one.id, uploadRow(one));
      list.append(shown.get(one.id).element);
    }
    shown.get(one.id).show();
  }
}

function uploadRow(one) {
  const bar = progressBar(`Upload of ${one.recording.name}`);
  const note = h("p", { class: "upload-note" });
  const actions = h("div", { class: "job-actions" });
  const element = h(
    "li",
    { class: "upload" },
    h(
      "div",
      { class: "upload-main" },
      h("p", { class: "upload-name" }, one.recording.name),
      note,
      bar.element,
    ),
    actions,
  );
  return { element, show };

  function show() {
    const failed = one.state === "failed";
    element.classList.toggle("upload-failed", failed);
    note.textContent = words(one);
    if (failed) note.setAttribute("role", "alert");
    bar.element.hidden = failed;
    bar.show(one.state === "checking" || isFetched(one) ? null : one.sent);
    fill(
      actions,
      failed && one.mayPass && again(one),
      failed && one.recording.address && change(one),
      drop(one, failed),
    );
  }
}

function words(one) {
  const { state, sent, recording, error } = one;
  switch (state) {
    case "waiting":
      return `Waiting · ${about(recording)}`;
    case "sending":
      return isFetched(one)
        ? `The service fetches it · ${about(recording)}`
        : `Sending · ${percent(sent)} of ${about(recording)}`;
    case "checking":
      return "Uploaded · being checked";
    case "paused":
      return sent > 0
        ? `Interrupted at ${percent(sent)} of ${about(recording)} · trying again, and going on from there`
        : "Paused · continues when the service is back";
    default:
      return error;
  }
}

/** Not from here, so nobody here knows how far it is. */
function isFetched({ state, recording }) {
  return state === "sending" && recording.size === null;
}

function about({ size: bytes, from, address }) {
  return bytes === null ? `from ${from || address}` : size(bytes);
}

function again(one) {
  return h(
    "button",
    { class: "button button-small", type: "button", onclick: () => uploads.again(one) },
    "Try again",
  );
}

function change(one) {
  return h(
    "button",
    {
      class: "button button-small",
      type: "button",
      "aria-label": `Change: ${one.recording.name}`,
      onclick: () => uploads.reconsider(one),
    },
    "Change",
  );
}

function drop(one, failed) {
  const label = `${failed ? "Put away" : "Stop"}: ${one.recording.name}`;
  return h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": label,
      title: failed ? "Put away" : "Stop",
      onclick: () => uploads.drop(one),
    },
    icon("close"),
  );
}
