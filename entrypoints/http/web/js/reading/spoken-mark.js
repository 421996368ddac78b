/** Marks the segment and the word that are spoken, in those rows that are in the document. */
import { lastBefore } from "./transcript.js";

/** What the bars at the top and the bottom of the window may cover, in pixels. */
const COVERED = { top: 80, bottom: 110 };

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {import("./virtual-list.js").VirtualList} rows
 */
export function spokenMark(transcript, rows) {
  let [segment, word] = [-1, -1];
  return { move, restored };

  /** @param {number} seconds @param {boolean} playing */
  function move(seconds, playing) {
    const begun = seconds > 0 || playing || segment >= 0;
    const nowSegment = begun ? transcript.indexAt(seconds) : -1;
    const words = nowSegment < 0 ? null : transcript.wordsAt(nowSegment);
    const nowWord = words ? lastBefore(words, seconds) : -1;
    if (nowSegment === segment && nowWord === word) return;
    const before = rows.row(segment);
    const goesAlong = playing && nowSegment !== segment && isSeen(before);
    paint(before, word, false);
    [segment, word] = [nowSegment, nowWord];
    if (goesAlong && !isSeen(rows.row(segment))) rows.reveal(segment);
    paint(rows.row(segment), word, true);
  }

  /** A row that has just been made may be the spoken one. */
  function restored(row, index) {
    if (index === segment) paint(row, word, true);
    return row;
  }
}

/** Who looks at the spoken place is taken along; who has scrolled away is left alone. */
function isSeen(row) {
  if (!row) return false;
  const { top, bottom } = row.getBoundingClientRect();
  return top >= COVERED.top && bottom <= innerHeight - COVERED.bottom;
}

function paint(row, word, on) {
  row?.classList.toggle("segment-spoken", on);
  row?.querySelectorAll(".word")[word]?.classList.toggle("word-spoken", on);
}
