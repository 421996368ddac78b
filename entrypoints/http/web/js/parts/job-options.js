/** The options of a transcription, collapsed at first. */
import { offeredModels } from "../api/models.js";
import { wordsOf } from "../api/problem.js";
import { fill, h } from "../dom.js";
import { size } from "../format.js";
import { OPTIONS } from "../options.js";
import { field } from "./field.js";
import { chosen, controlsOf, labelled, valueOf } from "./option-controls.js";

const KEPT = "job-options";

/** @param {AbortSignal} signal */
export function jobOptions(signal) {
  const controls = made();
  const ordinary = OPTIONS.filter(({ expert }) => !expert);
  const fields = (options) => options.map((option) => labelled(option, controls));
  const fault = h("p", { class: "fault", role: "alert" });
  const grid = h(
    "div",
    { class: "options-grid" },
    field("Model", controls.model),
    ...fields(ordinary.filter(({ kind }) => kind !== "flag")),
    field("Webhook", controls.webhook_url, "An address to notify when the job has ended."),
    ...fields(ordinary.filter(({ kind }) => kind === "flag")),
  );
  const more = h(
    "details",
    { class: "options-expert" },
    h("summary", {}, "How to search for words"),
    h("div", { class: "options-grid" }, ...fields(OPTIONS.filter(({ expert }) => expert))),
  );
  const element = h(
    "details",
    { class: "options" },
    h("summary", {}, "Options"),
    grid,
    more,
    fault,
  );
  restore(controls);
  element.addEventListener("change", () => keep(controls));
  fillModels();
  return { element, chosen: () => chosen(controls) };

  async function fillModels() {
    try {
      const offers = await offeredModels(signal);
      const kept = controls.model.dataset.kept;
      fill(
        controls.model,
        ...offers.map((offer, i) =>
          // The default is not named, so that another one counts as soon as it is chosen.
          i
            ? h("option", { value: offer.id, selected: offer.id === kept }, inWords(offer))
            : h("option", { value: "" }, inWords(offer, "default")),
        ),
      );
      keep(controls);
    } catch (error) {
      if (!signal.aborted) fault.textContent = wordsOf(error);
    }
  }
}

/**
 * `base – 145 MB, ready`.
 *
 * @param {import("../api/models.js").Offer} offer @param {string} [role]
 */
function inWords({ id, on_disk: isHere, size_bytes: bytes, languages }, role) {
  const facts = [
    role,
    bytes !== null && size(bytes),
    languages === "english" && "English only",
    isHere ? "ready" : "is downloaded first",
  ];
  return `${id} – ${facts.filter(Boolean).join(", ")}`;
}

function made() {
  return {
    model: h("select", {}),
    ...controlsOf(OPTIONS),
    webhook_url: h("input", {
      type: "url",
      autocomplete: "off",
      maxlength: "2048",
      placeholder: "https://example.com/hook",
    }),
  };
}

/** What was chosen last is chosen next time, but for what only this file needs or nobody may see. */
function keep(controls) {
  const forgotten = OPTIONS.filter(({ remembered }) => !remembered).map(({ name }) => name);
  try {
    const values = Object.entries(controls)
      .filter(([name]) => name !== "webhook_url" && !forgotten.includes(name))
      .map(([name, control]) => [name, valueOf(control)]);
    localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(values)));
  } catch {
    // Then the defaults it is, next time.
  }
}

function restore(controls) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    for (const [name, value] of Object.entries(kept)) {
      const control = controls[name];
      if (!control) continue;
      if (control.type === "checkbox") control.checked = value === "true";
      else control.value = value;
      control.dataset.kept = value; // models are not known yet
    }
  } catch {
    // Nothing was kept, or what was is not readable.
  }
}
