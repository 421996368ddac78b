/** A speaker's name, edited where it stands. */
import { fill, h } from "../dom.js";
import { icon } from "../parts/icons.js";

/** Characters that the service takes. */
const LONGEST = 100;

/**
 * @param {import("./speakers.js").Speakers} speakers
 * @param {string} label
 * @param {(label: string, name: string) => Promise<void>} save an empty name withdraws it
 */
export function speakerName(speakers, label, save) {
  const element = h("span", { class: "speaker-name" });
  show(false);
  return element;

  function show(focused) {
    const name = speakers.nameOf(label);
    const button = h(
      "button",
      {
        class: "speaker-rename",
        type: "button",
        "aria-label": `Rename ${name}`,
        title: "Rename",
        onclick: edit,
      },
      h("span", {}, name),
      icon("edit"),
    );
    fill(element, button);
    if (focused) button.focus();
  }

  function edit() {
    const before = speakers.of(label)?.name ?? "";
    let ended = false;
    const input = h("input", {
      type: "text",
      class: "speaker-input",
      value: before,
      maxlength: LONGEST,
      placeholder: `Speaker ${label}`,
      "aria-label": `Name of speaker ${label}`,
      onkeydown: (event) => event.key === "Escape" && (event.preventDefault(), end(true)),
      onblur: () => keep(false),
    });
    fill(
      element,
      h("form", { onsubmit: (event) => (event.preventDefault(), keep(true)) }, input),
    );
    input.focus();
    input.select();

    function end(focused) {
      if (ended) return;
      ended = true;
      show(focused);
    }

    async function keep(focused) {
      if (ended) return;
      const name = input.value.trim();
      end(focused);
      if (name !== before) await save(label, name);
    }
  }
}
