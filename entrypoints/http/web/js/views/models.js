/** The models of this service, for admins: download, choose, remove. */
import { sleep } from "../api/connection.js";
import { downloadModel, listModels } from "../api/models.js";
import { wasStopped, wordsOf } from "../api/problem.js";
import { modelRow } from "../admin/model-row.js";
import { stateOf } from "../admin/model-facts.js";
import { fill, h } from "../dom.js";
import { field, form } from "../parts/field.js";
import { modelNotice } from "../parts/model-notice.js";

/** While something is downloaded, and otherwise. */
const PERIOD = 1_000;
const IDLE_PERIOD = 10_000;

/** @param {import("../router.js").Place} place */
export async function showModels({ root, signal }) {
  const rows = new Map();
  const list = h("ul", { class: "models", "aria-label": "Models", "aria-busy": "true" });
  const fault = h("p", { class: "fault", role: "alert" });
  const notice = modelNotice(signal, { button: false });
  let busy = false;
  let nudge = new AbortController();
  fill(
    root,
    h("h1", {}, "Models"),
    h(
      "p",
      { class: "lead" },
      "Larger models make fewer mistakes and take longer. Recordings without a chosen model use the default.",
    ),
    notice.element,
    fault,
    list,
    another(),
  );
  while (!signal.aborted) {
    await look();
    nudge = new AbortController();
    await sleep(busy ? PERIOD : IDLE_PERIOD, AbortSignal.any([signal, nudge.signal])).catch(() => {});
  }

  async function look() {
    try {
      const models = await listModels(signal);
      show(models);
      busy = models.some((model) => stateOf(model) === "downloading");
      fault.textContent = "";
      await notice.look(models);
    } catch (error) {
      if (!wasStopped(error)) fault.textContent = wordsOf(error);
    }
    list.removeAttribute("aria-busy");
  }

  /** Rows stay where they are, so that nothing moves under the pointer. */
  function show(models) {
    for (const model of models) {
      const row = rows.get(model.name);
      if (row) row.show(model);
      else rows.set(model.name, added(modelRow(model, now)));
    }
    for (const [name, row] of rows) {
      if (models.some((model) => model.name === name)) continue;
      row.element.remove();
      rows.delete(name);
    }
  }

  function added(row) {
    list.append(row.element);
    return row;
  }

  /** Look at once, rather than when it is time. */
  async function now() {
    await look();
    nudge.abort();
  }

  /** A model that is not in the catalogue. */
  function another() {
    const name = h("input", {
      name: "model-id",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      required: true,
      maxlength: "200",
      placeholder: "owner/name",
    });
    const element = form(
      async () => {
        await downloadModel(name.value.trim());
        element.reset();
        await now();
      },
      wordsOf,
      field("Id on the model hub", name, "A Whisper model in CTranslate2's format."),
      h("button", { class: "button", type: "submit" }, "Download it"),
    );
    return h("details", { class: "options" }, h("summary", {}, "Another model"), element);
  }
}
