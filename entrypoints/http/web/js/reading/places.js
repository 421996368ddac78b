/**
 * Where a text begins and ends in another, in any case.
 *
 * @param {string} text
 * @param {string} sought
 * @returns {[number, number][]}
 */
export function placesOf(text, sought) {
  /** @type {[number, number][]} */
  const places = [];
  if (!sought) return places;
  const [all, wanted] = [folded(text), folded(sought)];
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + wanted.length)) {
    places.push([at, at + wanted.length]);
  }
  return places;
}

/** In lower case, each letter in its old place: a few capitals become two small letters. */
function folded(text) {
  const small = text.toLowerCase();
  return small.length === text.length
    ? small
    : [...text].map((c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join("");
}
