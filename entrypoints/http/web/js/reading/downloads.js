/** What can be taken home: the transcript in each format, and the recording. */
import { request } from "../api/request.js";
import { wordsOf } from "../api/problem.js";
import { h } from "../dom.js";
import { LAYOUT } from "../options.js";
import { FORMATS, WITH_SPEAKERS } from "../parts/formats.js";
import { icon } from "../parts/icons.js";
import { notify } from "../parts/notices.js";
import { chosen, controlsOf, labelled } from "../parts/option-controls.js";

const VIDEO = /\.(mp4|m4v|mov|mkv|webm|avi|flv|mpg|mpeg|ts|m2ts|mts|vob|ogv|wmv|3gp|3g2)$/i;

/**
 * @param {import("../api/jobs.js").Job} job
 * @param {import("./transcript.js").Transcript} transcript
 */
export function downloads(job, transcript) {
  const path = `/jobs/${job.job_id}`;
  const told = job.speakers?.length > 0;
  const formats = told ? WITH_SPEAKERS : FORMATS;
  const offered = LAYOUT.filter((option) => told || option.name !== "speakers");
  const layout = controlsOf(offered);
  const menu = h(
    "details",
    { class: "menu" },
    h("summary", { class: "button" }, icon("download"), "Download"),
    h(
      "ul",
      { class: "menu-list" },
      formats.map(([format, name]) =>
        entry(name, format, () => `${path}/transcript?${query(format, transcript, layout)}`),
      ),
      offered.length > 0 &&
        h(
          "li",
          { class: "menu-fields" },
          offered.map((option) => labelled(option, layout)),
        ),
      VIDEO.test(job.original_filename) &&
        entry("Video with subtitles", "video", () => `${path}/video?${query(null, transcript, layout)}`),
      entry("The recording", "audio", () => `${path}/audio`),
      h(
        "li",
        {},
        h("button", { type: "button", class: "menu-entry", onclick: copy }, "Copy all text"),
      ),
    ),
  );
  menu.addEventListener("keydown", (event) => event.key === "Escape" && close(menu));
  menu.addEventListener(
    "focusout",
    (event) => !menu.contains(event.relatedTarget) && event.relatedTarget && (menu.open = false),
  );
  return menu;

  async function copy() {
    await navigator.clipboard.writeText(transcript.text).then(
      () => notify("The text is copied."),
      () => notify("Your browser does not allow this page to copy.", { bad: true }),
    );
    close(menu);
  }
}

function entry(name, note, address) {
  return h(
    "li",
    {},
    h(
      "a",
      { class: "menu-entry", href: address(), download: true, onclick: fetched },
      name,
      h("span", { class: "menu-note" }, note),
    ),
  );

  /** A download cannot ask for a login, so that is seen to before. */
  async function fetched(event) {
    const link = event.currentTarget;
    if (link.dataset.ready) return delete link.dataset.ready;
    event.preventDefault();
    try {
      await request("/auth/me");
      link.href = address();
      link.dataset.ready = "yes";
      link.click();
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    }
  }
}

function query(format, transcript, layout) {
  const asked = new URLSearchParams({ ...(format && { format }), ...chosen(layout) });
  if (transcript.showsOriginal) asked.set("version", "original");
  return asked;
}

function close(menu) {
  menu.open = false;
  menu.querySelector("summary").focus();
}
