/** Says that the default model is not on this server, and what to do about it. */
import { downloadModel, listModels, offeredModels } from "../api/models.js";
import { wordsOf } from "../api/problem.js";
import { session } from "../api/session.js";
import { getChecks } from "../api/status.js";
import { fill, h } from "../dom.js";
import { size } from "../format.js";
import { notify } from "./notices.js";

/**
 * @param {AbortSignal} signal
 * @param {{button?: boolean}} [kind] without a button where the same one is near
 */
export function modelNotice(signal, { button = true } = {}) {
  const element = h("div", { class: "notice model-notice", role: "status", hidden: true });
  let told = "";
  return { element, look };

  /** @param {import("../api/models.js").Model[]} [models] all of them, where they are known */
  async function look(models) {
    const parts = session.isAdmin ? await forAdmin(models) : await forUser();
    const now = JSON.stringify(parts);
    if (now === told) return; // so that a button keeps the focus
    told = now;
    element.hidden = !parts;
    if (!parts) return element.replaceChildren();
    fill(element, h("p", {}, parts.text), button && parts.missing && choices(parts.missing));
  }

  async function forUser() {
    if ((await fault()) === null) return null;
    const [{ id: name }] = await offeredModels(signal);
    return {
      text: `The speech model “${name}” is not on this server and cannot be downloaded right now, so recordings fail. Please tell whoever runs this service.`,
    };
  }

  async function forAdmin(models) {
    const all = models ?? (await listModels(signal));
    const model = all.find(({ is_default }) => is_default);
    if (!model) return null;
    const { name, download, size_bytes } = model;
    if (download && !download.error)
      return { text: `The default model “${name}” is being downloaded. Recordings wait for it.` };
    const wrong = await fault();
    if (wrong)
      return { text: `${wrong} Until it is here, recordings that ask for it fail.`, missing: name };
    if (model.origin || model.loaded) return null;
    const room = size_bytes === null ? "" : ` (${size(size_bytes)})`;
    return {
      text: `The default model “${name}”${room} is not on this server yet. The first recording waits until it is downloaded.`,
      missing: name,
    };
  }

  /** What the service says is wrong with its default model. @returns {Promise<string | null>} */
  async function fault() {
    const { model = "ok" } = await getChecks(signal);
    return model === "ok" ? null : model;
  }

  function choices(name) {
    return h(
      "div",
      { class: "button-row" },
      h(
        "button",
        { class: "button button-small", type: "button", onclick: () => download(name) },
        `Download “${name}”`,
      ),
      h("a", { href: "#/models" }, "All models"),
    );
  }

  async function download(name) {
    try {
      await downloadModel(name);
      location.assign("#/models"); // where its progress is shown
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    }
  }
}
