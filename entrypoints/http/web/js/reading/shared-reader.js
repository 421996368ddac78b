/** A transcript that is read by a link: the text, its sound and its files, if the link offers them. */
import { getTranscript } from "../api/transcripts.js";
import { fill, h } from "../dom.js";
import { languageName, length, moment } from "../format.js";
import { FORMATS, WITH_SPEAKERS } from "../parts/formats.js";
import { icon } from "../parts/icons.js";
import { player } from "./player.js";
import { segmentRow } from "./segment-row.js";
import { hasHeading, speakerHeading } from "./speaker-heading.js";
import { Speakers } from "./speakers.js";
import { languageOf, noteOn } from "./spoken-in.js";
import { spokenMark } from "./spoken-mark.js";
import { textSearch } from "./text-search.js";
import { Transcript } from "./transcript.js";
import { VirtualList } from "./virtual-list.js";
import { drawWaveform } from "./waveform.js";

/**
 * @param {import("../api/shared.js").Shared} shared
 * @param {object} options of each request
 * @param {AbortSignal} signal
 */
export function sharedReader(shared, options, signal) {
  const place = `/shared/${shared.id}`;
  const job = /** @type {any} */ ({ ...shared, options: { task: shared.task } });
  const transcript = new Transcript();
  const speakers = new Speakers();
  let sought = "";
  let current = /** @type {import("./transcript.js").Occurrence | undefined} */ (undefined);
  const list = h("ol", { class: "segments", "aria-label": "Transcript" });
  const hint = h("p", { class: "empty", hidden: true }, "There is no text.");
  const rows = new VirtualList(list, { render, estimate }, signal);
  const mark = spokenMark(transcript, rows);
  const sound = shared.audio
    ? player(`${place}/audio`, shared.duration_seconds, mark.move, signal, shared.downloads)
    : null;
  const search = textSearch(transcript, { sought: seek, reveal: (index) => rows.reveal(index), signal });
  const bar = h("div", { class: "reading-bar" }, search.element);
  const formats = h("ul", { class: "menu-list" }, files(shared, place, FORMATS));
  return { elements: [head(shared, formats), bar, list, hint, sound?.element], load };

  async function load() {
    const { segments, gaps, speakers: found } = await getTranscript(place, signal, options);
    speakers.replace(found);
    if (found?.length) fill(formats, files(shared, place, WITH_SPEAKERS));
    transcript.replace(segments, gaps);
    rows.reset(segments.length);
    bar.hidden = !segments.length;
    hint.hidden = segments.length > 0;
    if (sound) drawWaveform(place, sound, signal).catch(() => {}); // the slider does without it
  }

  function render(index) {
    const row = segmentRow(transcript, index, {
      lang: languageOf(transcript.segments[index], job),
      note: noteOn(transcript.segments[index], job),
      sought,
      current: current?.index === index ? current.time : -1,
      canCorrect: false,
      editor: null,
      speaker: speakerHeading(transcript, index, speakers),
      speakerChoice: null,
      seek: sound ? sound.seek : null,
      edit: () => {},
      undo: () => {},
    });
    return mark.restored(row, index);
  }

  function seek(text, found) {
    sought = text;
    current = found;
    rows.refreshAll();
  }

  /** Lines of about sixty characters; the truth is measured once they are seen. */
  function estimate(index) {
    const lines = Math.ceil((transcript.segments[index].text.length + 1) / 60);
    return 20 + 30 * (lines + (hasHeading(transcript, index, speakers) ? 1 : 0));
  }
}

function head(shared, formats) {
  return h(
    "header",
    { class: "head" },
    h(
      "div",
      { class: "head-main" },
      h("h1", {}, shared.title),
      h("p", { class: "head-about" }, facts(shared).join(" · ")),
    ),
    shared.downloads && h("div", { class: "head-actions" }, downloads(formats)),
  );
}

function facts({ duration_seconds, languages, language, expires_at }) {
  const spoken = languages.length ? languages.map((each) => each.language) : [language];
  return [
    duration_seconds && length(duration_seconds),
    spoken.filter(Boolean).map(languageName).join(", "),
    `This link is open until ${moment(expires_at)}`,
  ].filter(Boolean);
}

function downloads(formats) {
  return h(
    "details",
    { class: "menu" },
    h("summary", { class: "button" }, icon("download"), "Download"),
    formats,
  );
}

function files(shared, place, formats) {
  return [
    ...formats.map(([format, name]) => file(name, format, `${place}/transcript?format=${format}`)),
    shared.audio && file("The recording", "audio", `${place}/audio`),
  ];
}

function file(name, note, address) {
  return h(
    "li",
    {},
    h(
      "a",
      { class: "menu-entry", href: address, download: true },
      name,
      h("span", { class: "menu-note" }, note),
    ),
  );
}
