/** The form for new recordings: dropped, chosen, recorded, or fetched from a link. */
import { h } from "../dom.js";
import { uploads } from "../handing-in/uploads.js";
import { icon } from "./icons.js";
import { jobOptions } from "./job-options.js";
import { linkField } from "./link-field.js";
import { recordButtons } from "./recorder.js";

/** The types that file pickers show first; the service accepts any file that it can decode. */
const ACCEPT = "audio/*,video/*,.mkv,.opus,.amr,.wma,.aac,.flac";

/** @param {AbortSignal} signal */
export function intake(signal) {
  const options = jobOptions(signal);
  const take = (files) => uploads.add(files, options.chosen());
  const picker = h("input", {
    type: "file",
    multiple: true,
    accept: ACCEPT,
    hidden: true,
    onchange: picked,
  });
  const zone = h(
    "div",
    { class: "dropzone" },
    h("p", { class: "dropzone-title" }, "Drop recordings here"),
    h(
      "p",
      { class: "dropzone-text" },
      "Audio or video, one file or many. The text appears as it is transcribed.",
    ),
    h(
      "div",
      { class: "dropzone-actions" },
      h(
        "button",
        { class: "button button-main", type: "button", onclick: () => picker.click() },
        icon("upload"),
        "Choose files",
      ),
      recordButtons(options.chosen, signal),
    ),
    linkField(options.chosen, signal),
    picker,
  );
  catchDrops(zone, take, signal);
  return h("section", { class: "intake", "aria-label": "New recordings" }, zone, options.element);

  function picked() {
    take([...picker.files]);
    picker.value = ""; // so that the same file may be chosen again
  }
}

/** Accept files dropped anywhere on the page, and highlight the drop zone. */
function catchDrops(zone, take, signal) {
  const over = (event, on) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("dropzone-over", on);
  };
  const leftPage = (event) => event.relatedTarget === null;
  addEventListener("dragover", (event) => over(event, true), { signal });
  addEventListener("dragleave", (event) => leftPage(event) && over(event, false), { signal });
  addEventListener(
    "drop",
    (event) => {
      over(event, false);
      if (event.dataTransfer?.files.length) take([...event.dataTransfer.files]);
    },
    { signal },
  );
}
