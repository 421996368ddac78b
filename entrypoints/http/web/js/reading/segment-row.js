/** One segment as it is read: its time, its words, and what can be done with it. */
import { h } from "../dom.js";
import { clock } from "../format.js";
import { icon } from "../parts/icons.js";
import { gapMark } from "./gap-mark.js";
import { placesOf } from "./places.js";

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {number} index
 * @param {{lang: string, note: string, sought: string, current: number, canCorrect: boolean, editor: HTMLElement | null,
 *   speaker: HTMLElement | null, speakerChoice: HTMLElement | null,
 *   seek: ?((seconds: number) => void), edit: (index: number) => void,
 *   undo: (index: number) => void}} reading `editor` stands in place of the text, `speaker` above it;
 *   `seek` is null where there is no sound
 */
export function segmentRow(
  transcript,
  index,
  { lang, note, sought, current, canCorrect, editor, speaker, speakerChoice, seek, edit, undo },
) {
  const { start, original } = transcript.segments[index];
  const at = clock(start);
  const text = () =>
    h(
      "p",
      { class: "segment-text", lang: lang || undefined, onclick: clicked },
      contents(transcript, index, sought, current),
    );
  const tools = canCorrect && !editor && !transcript.showsOriginal;
  return h(
    "li",
    {
      class: "segment",
      "data-index": index,
      "aria-posinset": index + 1,
      "aria-setsize": transcript.segments.length,
    },
    time(at, seek && (() => seek(start))),
    h(
      "div",
      { class: "segment-body" },
      index === 0 && transcript.gapsBefore.map((gap) => gapMark(gap, seek)),
      speaker,
      note && h("p", { class: "segment-mark" }, note),
      editor ?? text(),
      original !== null && heard(transcript, original),
      transcript.gapsBehind(index).map((gap) => gapMark(gap, seek)),
    ),
    h(
      "div",
      { class: "segment-tools" },
      tools && speakerChoice,
      tools && tool(`Correct the text at ${at}`, "Correct", "edit", () => edit(index)),
      tools &&
        original !== null &&
        tool(`Take back the correction at ${at}`, "Take back", "undo", () => undo(index)),
    ),
  );

  function clicked(event) {
    if (!seek || getSelection()?.toString()) return; // somebody marks text to copy it
    const word = event.target.closest("[data-start]");
    seek(word ? Number(word.dataset.start) : start);
  }
}

function time(at, onclick) {
  if (!onclick) return h("span", { class: "segment-time" }, at);
  const label = `Play from ${at}`;
  return h("button", { class: "segment-time", type: "button", "aria-label": label, onclick }, at);
}

function tool(label, title, picture, onclick) {
  return h(
    "button",
    { class: "icon-button", type: "button", "aria-label": label, title, onclick },
    icon(picture),
  );
}

function heard(transcript, original) {
  if (transcript.showsOriginal)
    return h("p", { class: "segment-mark" }, "Corrected since then");
  return h("p", { class: "segment-mark" }, "Corrected; heard was ", h("q", {}, original.trim()));
}

/** The text, word by word where the times are known, with what is sought marked. */
function contents(transcript, index, sought, current) {
  const words = transcript.wordsAt(index);
  if (!words?.length) return marked(transcript.textAt(index), sought, current);
  const places = placesOf(words.map((word) => word.text).join(""), sought);
  let at = 0;
  return words.flatMap((word) => {
    const space = word.text.length - word.text.trimStart().length;
    const from = at + space;
    at += word.text.length;
    const found = places.findIndex(([begin, end]) => begin < at && end > from);
    const look = found < 0 ? "" : foundLook(found === current);
    return [word.text.slice(0, space), spoken(word, space, look, transcript.doubts(word))];
  });
}

/** The place that the search is at looks unlike the others, and not by its colour alone. */
function foundLook(isCurrent) {
  return isCurrent ? " found found-current" : " found";
}

function spoken(word, space, look, doubtful) {
  const sure = `${Math.round(100 * word.probability)} % sure`;
  return h(
    doubtful ? "mark" : "span",
    {
      class: `word${look}${doubtful ? " doubtful" : ""}`,
      "data-start": word.start,
      title: doubtful ? sure : undefined,
    },
    word.text.slice(space),
  );
}

function marked(text, sought, current) {
  const pieces = [];
  let at = 0;
  for (const [time, [from, to]] of placesOf(text, sought).entries()) {
    const look = foundLook(time === current).trim();
    pieces.push(text.slice(at, from), h("mark", { class: look }, text.slice(from, to)));
    at = to;
  }
  return [...pieces, text.slice(at)];
}
