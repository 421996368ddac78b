/** One segment as it is read: its time, its words, and what can be done with it. */
import { h } from "../dom.js";
import { clock } from "../format.js";
import { icon } from "../parts/icons.js";

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {number} index
 * @param {{lang: string, sought: string, canCorrect: boolean,
 *   seek: (seconds: number) => void, edit: (index: number) => void}} reading
 */
export function segmentRow(transcript, index, { lang, sought, canCorrect, seek, edit }) {
  const { start, original } = transcript.segments[index];
  const corrected = original !== null;
  const text = h("p", { class: "segment-text", lang: lang || undefined, onclick: clicked }, contents(transcript, index, sought));
  return h(
    "li",
    { class: "segment", "data-index": index, "aria-posinset": index + 1, "aria-setsize": transcript.segments.length },
    h("button", { class: "segment-time", type: "button", "aria-label": `Play from ${clock(start)}`, onclick: () => seek(start) }, clock(start)),
    h("div", { class: "segment-body" }, text, corrected && correctedMark(transcript, original)),
    h(
      "div",
      { class: "segment-tools" },
      canCorrect && h("button", { class: "icon-button", type: "button", "aria-label": `Correct the text at ${clock(start)}`, title: "Correct", onclick: () => edit(index) }, icon("edit")),
    ),
  );

  function clicked(event) {
    if (getSelection()?.toString()) return; // somebody marks text to copy it
    const at = event.target.closest("[data-start]");
    seek(at ? Number(at.dataset.start) : start);
  }
}

function correctedMark(transcript, original) {
  const shown = transcript.showsOriginal ? "Corrected since; this is what was heard" : "Corrected. Heard was:";
  return h("p", { class: "segment-mark" }, shown, !transcript.showsOriginal && h("q", {}, original.trim()));
}

/** The text, word by word where the times are known, with what is sought marked. */
function contents(transcript, index, sought) {
  const words = transcript.wordsAt(index);
  if (!words?.length) return marked(transcript.textAt(index), sought);
  const text = words.map((word) => word.text).join("");
  const places = placesOf(text, sought);
  let at = 0;
  return words.flatMap((word) => {
    const space = word.text.length - word.text.trimStart().length;
    const from = at + space;
    at += word.text.length;
    const found = places.some(([begin, end]) => begin < at && end > from);
    const name = found ? "word found" : "word";
    return [
      word.text.slice(0, space),
      h("span", { class: name, "data-start": word.start }, word.text.slice(space)),
    ];
  });
}

function marked(text, sought) {
  const pieces = [];
  let at = 0;
  for (const [from, to] of placesOf(text, sought)) {
    pieces.push(text.slice(at, from), h("mark", { class: "found" }, text.slice(from, to)));
    at = to;
  }
  return [...pieces, text.slice(at)];
}

/** Where a text begins and ends in another, in any case. */
function placesOf(text, sought) {
  const places = [];
  if (!sought) return places;
  const [all, wanted] = [text.toLocaleLowerCase(), sought.toLocaleLowerCase()];
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + wanted.length)) {
    places.push([at, at + wanted.length]);
  }
  return places;
}
