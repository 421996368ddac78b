/** Marks the segment and the word that are spoken, in those rows that are in the document. */
import { lastBefore } from "./transcript.js";

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {import("./virtual-list.js").VirtualList} rows
 */
export function spokenMark(transcript, rows) {
  let [segment, word] = [-1, -1];
  return { move, restored, at: () => segment };

  /** @param {number} seconds */
  function move(seconds) {
    const nowSegment = seconds > 0 || segment >= 0 ? transcript.indexAt(seconds) : -1;
    const words = nowSegment < 0 ? null : transcript.wordsAt(nowSegment);
    const nowWord = words ? lastBefore(words, seconds) : -1;
    if (nowSegment === segment && nowWord === word) return;
    paint(rows.row(segment), word, false);
    [segment, word] = [nowSegment, nowWord];
    paint(rows.row(segment), word, true);
  }

  /** A row that has just been made may be the spoken one. */
  function restored(row, index) {
    if (index === segment) paint(row, word, true);
    return row;
  }
}

function paint(row, word, on) {
  row?.classList.toggle("segment-spoken", on);
  row?.querySelectorAll(".word")[word]?.classList.toggle("word-spoken", on);
}
