/** One model: its facts, and the actions of an admin. */
import { chooseModel, downloadModel, removeModel } from "../api/models.js";
import { wordsOf } from "../api/problem.js";
import { fill, h } from "../dom.js";
import { size } from "../format.js";
import { confirmed } from "../parts/dialog.js";
import { progressBar } from "../parts/job-state.js";
import { notify } from "../parts/notices.js";
import { arrived, facts, stateOf, stateWords } from "./model-facts.js";

const BADGES = { downloading: "processing", failed: "failed", missing: "queued", here: "completed" };

/**
 * @param {import("../api/models.js").Model} model
 * @param {() => Promise<void>} changed called when something was done
 */
export function modelRow(model, changed) {
  const { name } = model;
  const badge = h("span", {});
  const standard = h("span", { class: "model-default" }, "Default");
  const about = h("p", { class: "hint" });
  const fault = h("p", { class: "fault", role: "alert" });
  const bar = progressBar(`Download of ${name}`);
  const bytes = h("p", { class: "hint" });
  const coming = h("div", { class: "model-coming", hidden: true }, bar.element, bytes);
  const actions = h("div", { class: "button-row" });
  let offered = "";
  const element = h(
    "li",
    { class: "model" },
    h(
      "div",
      { class: "model-main" },
      h("p", { class: "model-name" }, h("span", {}, name), " ", standard),
      about,
      coming,
      fault,
    ),
    badge,
    actions,
  );
  show(model);
  return { element, show };

  /** @param {import("../api/models.js").Model} fresh */
  function show(fresh) {
    tell(model, fresh);
    model = fresh;
    const state = stateOf(model);
    badge.className = `badge badge-${BADGES[state]}`;
    badge.textContent = stateWords(model);
    standard.hidden = !model.is_default;
    about.textContent = facts(model);
    coming.hidden = state !== "downloading";
    if (model.download && state === "downloading") {
      bar.show(model.download.whole_bytes ? model.download.progress : null);
      bytes.textContent = arrived(model.download);
    }
    const error = model.download?.error ?? "";
    if (fault.textContent !== error) fault.textContent = error;
    offer(state);
  }

  /** Update changed parts only, so that a button keeps the focus. */
  function offer(state) {
    const now = [state, model.is_default, model.origin].join();
    if (now === offered) return;
    const hadFocus = actions.contains(document.activeElement);
    offered = now;
    fill(actions, ...buttons(state));
    if (hadFocus) actions.querySelector("button")?.focus();
  }

  function buttons(state) {
    if (state === "downloading") return [action("Cancel", () => removeModel(name), "Cancel the download of")];
    if (state === "missing") return [action("Download", () => downloadModel(name))];
    if (state === "failed")
      return [
        action("Try again", () => downloadModel(name), "Try again to download"),
        action("Dismiss", () => removeModel(name), "Dismiss the download of"),
      ];
    return [
      !model.is_default && action("Make default", () => chooseModel(name), "Make the default:"),
      model.origin === "downloaded" && action("Remove", remove),
    ];
  }

  function action(label, act, spoken = label) {
    const button = h(
      "button",
      { class: "button button-small", type: "button", "aria-label": `${spoken} ${name}`, onclick },
      label,
    );
    return button;

    async function onclick() {
      button.disabled = true;
      try {
        await act();
      } catch (error) {
        notify(wordsOf(error), { bad: true });
      }
      button.disabled = false;
      button.focus();
      await changed();
    }
  }

  async function remove() {
    const space = model.size_bytes === null ? "" : ` (${size(model.size_bytes)})`;
    const text = model.is_default
      ? `“${name}”${space} is the default model. The next recording waits until it is downloaded again.`
      : `“${name}”${space} is removed from the disk. A recording that asks for it downloads it again.`;
    if (await confirmed({ title: "Remove this model?", text, action: "Remove" })) await removeModel(name);
  }
}

/** Announce what has changed since the last update. */
function tell(before, now) {
  const [was, is] = [stateOf(before), stateOf(now)];
  if (was === "downloading" && is === "here") notify(`“${now.name}” is on this server now.`);
  if (was === "here" && is === "missing") notify(`“${now.name}” is removed.`);
  if (!before.is_default && now.is_default) notify(`“${now.name}” is the default model now.`);
}
