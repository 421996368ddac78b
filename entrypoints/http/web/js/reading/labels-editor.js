/** The title, the tags and the notes of a recording, and the form that changes them. */
import { labelJob } from "../api/jobs.js";
import { wordsOf } from "../api/problem.js";
import { announce, fill, h } from "../dom.js";
import { field, form } from "../parts/field.js";
import { icon } from "../parts/icons.js";
import { tagsField } from "./tags-field.js";

/**
 * @param {import("../api/jobs.js").Job} job
 * @param {() => void} changed
 */
export function labelsEditor(job, changed) {
  const element = h("div", { class: "labels" });
  show();
  return element;

  function show() {
    fill(
      element,
      h(
        "ul",
        { class: "tags", "aria-label": "Tags", hidden: !job.tags.length },
        job.tags.map((tag) => h("li", { class: "tag", dir: "auto" }, tag)),
      ),
      job.notes && h("p", { class: "notes" }, job.notes),
      h(
        "button",
        { class: "button button-quiet button-small", type: "button", onclick: edit },
        icon("edit"),
        "Name, tags, notes",
      ),
    );
  }

  function edit() {
    const title = h("input", { type: "text", maxlength: 255, value: job.title });
    const tags = tagsField(job.tags);
    const notes = h("textarea", { rows: 4, maxlength: 10000, value: job.notes });
    const save = async () => {
      const wanted = { title: title.value, tags: tags.tags(), notes: notes.value };
      Object.assign(job, await labelJob(job.job_id, wanted));
      leave();
      changed();
      announce("Saved.");
    };
    fill(
      element,
      form(
        save,
        wordsOf,
        field("Name", title, `Leave it empty for the name of the file, “${job.original_filename}”.`),
        tags.element,
        field("Notes", notes),
        h(
          "div",
          { class: "labels-actions" },
          h("button", { class: "button button-main", type: "submit" }, "Save"),
          h("button", { class: "button", type: "button", onclick: leave }, "Cancel"),
        ),
      ),
    );
    title.select();
    title.focus();
    element.onkeydown = (event) => {
      if (event.key === "Escape") leave();
    };
  }

  function leave() {
    element.onkeydown = null;
    show();
    element.querySelector("button")?.focus();
  }
}
