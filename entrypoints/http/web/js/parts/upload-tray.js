/** The recordings that are on their way. */
import { announce, fill, h } from "../dom.js";
import { percent, size } from "../format.js";
import { uploads } from "../uploads.js";
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
      if (one.state === "accepted") announce(`${one.file.name} has arrived.`);
      return;
    }
    if (!shown.has(one.id)) {
      shown.set(one.id, uploadRow(one));
      list.append(shown.get(one.id).element);
    }
    shown.get(one.id).show();
  }
}

function uploadRow(one) {
  const bar = progressBar(`Upload of ${one.file.name}`);
  const note = h("p", { class: "upload-note" });
  const actions = h("div", { class: "job-actions" });
  const element = h(
    "li",
    { class: "upload" },
    h(
      "div",
      { class: "upload-main" },
      h("p", { class: "upload-name" }, one.file.name),
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
    bar.show(one.state === "sending" ? one.sent : one.state === "checking" ? null : 0);
    fill(actions, failed && one.mayPass && again(one), drop(one, failed));
  }
}

function words({ state, sent, file, error }) {
  switch (state) {
    case "waiting":
      return `Waiting · ${size(file.size)}`;
    case "sending":
      return `Sending · ${percent(sent)} of ${size(file.size)}`;
    case "checking":
      return "Arrived · the service looks at it";
    case "paused":
      return "Paused · goes on by itself as soon as the service is back";
    default:
      return error;
  }
}

function again(one) {
  return h(
    "button",
    { class: "button button-small", type: "button", onclick: () => uploads.again(one) },
    "Try again",
  );
}

function drop(one, failed) {
  const label = `${failed ? "Put away" : "Stop"}: ${one.file.name}`;
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
