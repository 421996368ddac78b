/** All speakers above the text: how long each speaks, their names, and whose words are shown. */
import { fill, h } from "../dom.js";
import { length, percent } from "../format.js";
import { confirmed } from "../parts/dialog.js";
import { icon } from "../parts/icons.js";
import { speakerMark } from "./speaker-mark.js";
import { speakerName } from "./speaker-name.js";

/**
 * @param {import("./speakers.js").Speakers} speakers
 * @param {ReturnType<import("./speaker-edits.js").speakerEdits>} edits
 */
export function speakerPanel(speakers, edits) {
  const shares = h("div", { class: "speaker-shares", "aria-hidden": "true" });
  const list = h("ul", { class: "speaker-list" });
  const withdraw = h(
    "button",
    { class: "button button-quiet button-small", type: "button", onclick: withdrawAll },
    icon("undo"),
    "As heard",
  );
  const element = h(
    "section",
    { class: "speakers", "aria-label": "Speakers", hidden: true },
    shares,
    list,
    withdraw,
  );
  speakers.addEventListener("changed", show);
  speakers.addEventListener("filtered", show);
  return element;

  function show() {
    element.hidden = !speakers.all.length;
    withdraw.hidden = !speakers.all.some(({ name, merged }) => name || merged.length);
    fill(shares, speakers.all.map(share));
    fill(list, speakers.all.map(entry));
  }

  function share({ label, share: part }) {
    const piece = h("span", { class: speakers.colourOf(label) }, label);
    piece.style.flexGrow = String(part);
    return piece;
  }

  function entry({ label, seconds, share: part, merged }) {
    return h(
      "li",
      { class: "speaker" },
      speakerMark(speakers, label),
      speakerName(speakers, label, edits.name),
      h("span", { class: "speaker-time" }, `${length(seconds)} · ${percent(part)}`),
      speakers.all.length > 1 && only(label),
      speakers.all.length > 1 && sameAs(label),
      merged.map((other) => apart(label, other)),
    );
  }

  /** Shows the words of this speaker alone. */
  function only(label) {
    const on = speakers.only === label;
    const button = h(
      "button",
      {
        class: "button button-quiet button-small",
        type: "button",
        "aria-pressed": String(on),
        "aria-label": `Show only ${speakers.nameOf(label)}`,
        onclick: () => {
          speakers.show(on ? null : label);
          focusAgain(`Show only ${speakers.nameOf(label)}`);
        },
      },
      "Only",
    );
    return button;
  }

  function sameAs(label) {
    const others = speakers.all.filter((other) => other.label !== label);
    const choice = h(
      "select",
      {
        class: "speaker-merge",
        "aria-label": `${speakers.nameOf(label)} is the same person as`,
        onchange: () => edits.merge(label, choice.value),
      },
      h("option", { value: "" }, "Same as…"),
      others.map((other) => h("option", { value: other.label }, speakers.nameOf(other.label))),
    );
    return choice;
  }

  function apart(label, other) {
    return h(
      "button",
      {
        class: "button button-quiet button-small",
        type: "button",
        title: `${other} was merged into ${label}`,
        onclick: () => edits.merge(other, null),
      },
      `Split off ${other}`,
    );
  }

  /** The list was made anew, so the focus goes to the button that stands in place of the old one. */
  function focusAgain(name) {
    for (const button of list.querySelectorAll("button"))
      if (button.getAttribute("aria-label") === name) button.focus();
  }

  async function withdrawAll() {
    const sure = await confirmed({
      title: "Withdraw all edits of speakers?",
      text: "Names, merged speakers, and segments that were given to others become as they were heard.",
      action: "Withdraw them",
    });
    if (sure) await edits.withdraw();
  }
}
