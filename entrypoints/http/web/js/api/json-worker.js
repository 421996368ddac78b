/**
 * Parses JSON outside of the page's thread, where ten hours of words would hold up several frames.
 *
 * It is told the bytes and the name of a list in them, and answers with parts of the list, and at
 * last with all that is not in the list. It imports nothing: its policy allows no other script.
 */

/** So many entries can be taken over within a frame. */
const PART = 200;

addEventListener("message", ({ data }) => {
  if (!data?.bytes) return;
  const { [data.list]: entries, ...rest } = JSON.parse(new TextDecoder().decode(data.bytes));
  for (let from = 0; from < entries.length; from += PART)
    postMessage({ part: entries.slice(from, from + PART) });
  postMessage({ rest });
});
