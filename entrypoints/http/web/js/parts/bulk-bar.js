/** What can be done with several recordings at once. */
import { deleteJob, labelJob } from "../api/jobs.js";
import { wordsOf } from "../api/problem.js";
import { fill, h } from "../dom.js";
import { counted } from "../format.js";
import { confirmed } from "./dialog.js";
import { FORMATS } from "./formats.js";
import { notify } from "./notices.js";
import { tagSuggestions } from "./tag-suggestions.js";

/**
 * @param {Map<string, import("../api/jobs.js").Job>} chosen
 * @param {() => void} changed called when the list must be loaded again, with nothing chosen
 */
export function bulkBar(chosen, changed) {
  const count = h("span", { class: "bulk-count", role: "status" });
  const tag = h("input", { type: "text", maxlength: 50, placeholder: "Tag", "aria-label": "Tag" });
  const format = h(
    "select",
    { "aria-label": "Format" },
    FORMATS.map(([name]) => h("option", { value: name }, name)),
  );
  const download = h("a", { class: "button button-small", download: true }, "Download");
  format.addEventListener("change", show);
  const element = h(
    "div",
    { class: "bulk", role: "group", "aria-label": "Chosen recordings", hidden: true },
    count,
    h(
      "form",
      { class: "bulk-part", onsubmit: addTag },
      tag,
      tagSuggestions(tag).element,
      button("Add tag", "submit"),
    ),
    h("div", { class: "bulk-part" }, format, download),
    button("Delete", "button", remove, "button-danger"),
    button("Choose none", "button", none),
  );
  return { element, show };

  function show() {
    element.hidden = !chosen.size;
    fill(count, `${counted(chosen.size, "recording")} chosen`);
    const ids = [...chosen.keys()].join(",");
    download.href = `/jobs/export?${new URLSearchParams({ ids, format: format.value })}`;
  }

  function none() {
    chosen.clear();
    changed();
  }

  function addTag(event) {
    event.preventDefault();
    const wanted = tag.value.trim();
    if (!wanted) return tag.focus();
    each((job) => labelJob(job.job_id, { tags: [...job.tags, wanted] }), "tagged");
    tag.value = "";
  }

  async function remove() {
    const many = counted(chosen.size, "recording");
    const text = `${many} will be removed with audio and transcripts. This cannot be undone.`;
    if (await confirmed({ title: `Delete ${many}?`, text, action: "Delete" }))
      await each((job) => deleteJob(job.job_id), "deleted");
  }

  /** One after another, so that nobody else waits; what fails is told, and stays chosen. */
  async function each(act, done) {
    let count = 0;
    for (const [id, job] of [...chosen]) {
      try {
        await act(job);
        chosen.delete(id);
        count++;
      } catch (error) {
        notify(`“${job.title}”: ${wordsOf(error)}`, { bad: true });
      }
    }
    if (count) notify(`${counted(count, "recording")} ${done}.`);
    changed();
  }
}

function button(name, type, onclick, more = "") {
  return h("button", { class: `button button-small ${more}`.trim(), type, onclick }, name);
}
