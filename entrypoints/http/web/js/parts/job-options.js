/** What may be asked of a transcription, folded away until somebody wants to. */
import { modelNames } from "../api/models.js";
import { wordsOf } from "../api/problem.js";
import { fill, h } from "../dom.js";
import { languageName } from "../format.js";
import { LANGUAGES } from "../languages.js";
import { checkField, field } from "./field.js";

const KEPT = "job-options";

/** @param {AbortSignal} signal */
export function jobOptions(signal) {
  const controls = made();
  const fault = h("p", { class: "fault", role: "alert" });
  const grid = h(
    "div",
    { class: "options-grid" },
    field("Model", controls.model),
    field("Language", controls.language),
    field("Detect among", controls.languages, "Codes or names with commas, as en, de."),
    field("Mixed speech", controls.multilingual, "Whether the language may change on the way."),
    field("Channels", controls.channels),
    field("Sound track", controls.track, "Its number in the file; without one it is chosen."),
    field("What to write", controls.task),
    field("Priority", controls.priority),
    field("Context", controls.prompt, "Names and words that may be said, or the sentence before."),
    field("Important words", controls.hotwords, "Rare words to listen for."),
    field("Webhook", controls.webhook_url, "An address that is told when the job has ended."),
    checkField("Times of single words", controls.word_timestamps, "Click a word to hear it."),
    checkField("Skip what is no speech", controls.vad_filter),
  );
  const element = h(
    "details",
    { class: "options" },
    h("summary", {}, "Options"),
    grid,
    fault,
  );
  restore(controls);
  element.addEventListener("change", () => keep(controls));
  fillModels();
  return { element, chosen: () => chosen(controls) };

  async function fillModels() {
    try {
      const names = await modelNames(signal);
      const kept = controls.model.dataset.kept;
      fill(
        controls.model,
        ...names.map((name, i) =>
          // The default is not named, so that another one counts as soon as it is chosen.
          i
            ? h("option", { value: name, selected: name === kept }, name)
            : h("option", { value: "" }, `${name} (default)`),
        ),
      );
      keep(controls);
    } catch (error) {
      if (!signal.aborted) fault.textContent = wordsOf(error);
    }
  }
}

function made() {
  const option = (value, name) => h("option", { value }, name);
  const languages = LANGUAGES.map((code) => [code, languageName(code)]).sort((a, b) =>
    a[1].localeCompare(b[1]),
  );
  return {
    model: h("select", {}),
    language: h(
      "select",
      {},
      option("", "Detect"),
      languages.map(([code, name]) => option(code, name)),
    ),
    languages: h("input", { autocomplete: "off", maxlength: "400", placeholder: "all" }),
    multilingual: h(
      "select",
      {},
      option("auto", "Follow a clear change"),
      option("true", "Ask again all the time"),
      option("false", "Keep to one"),
    ),
    channels: h(
      "select",
      {},
      option("mix", "Mixed"),
      option("first", "The first (left)"),
      option("second", "The second (right)"),
      option("separate", "Each for itself"),
    ),
    track: h("input", { type: "number", min: "1", max: "99", step: "1", placeholder: "chosen" }),
    task: h(
      "select",
      {},
      option("transcribe", "What is said"),
      option("translate", "An English translation"),
    ),
    priority: h(
      "select",
      {},
      option("normal", "Normal"),
      option("high", "High"),
      option("low", "Low"),
    ),
    prompt: h("textarea", { rows: "2", maxlength: "4000" }),
    hotwords: h("input", { maxlength: "4000" }),
    webhook_url: h("input", {
      type: "url",
      autocomplete: "off",
      maxlength: "2048",
      placeholder: "https://example.com/hook",
    }),
    word_timestamps: h("input", { type: "checkbox", checked: true }),
    vad_filter: h("input", { type: "checkbox", checked: true }),
  };
}

/** The options as form fields; what is left empty takes the service's default. */
function chosen(controls) {
  const pairs = Object.entries(controls).map(([name, control]) => [name, valueOf(control)]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

function valueOf(control) {
  return control.type === "checkbox" ? String(control.checked) : control.value.trim();
}

/**
 * What was chosen last is chosen next time. What was typed is not kept, it may be confidential; nor
 * is the sound track, since the next file has others.
 */
function keep({ prompt: _, hotwords: __, webhook_url: ___, track: ____, ...controls }) {
  try {
    const values = Object.entries(controls).map(([name, control]) => [name, valueOf(control)]);
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
