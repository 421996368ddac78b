/** Formats numbers, times and names. */

const UNITS = ["B", "KB", "MB", "GB", "TB"];
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const NAMES = new Intl.DisplayNames("en", { type: "language", fallback: "code" });
/** Whisper uses a code that ISO 639 has replaced. */
const OLD_CODES = { jw: "jv" };

/** `1:02:03` or `2:03`. @param {number} seconds */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `2 h 5 min`, `3 min`, `12 s`. @param {number} seconds */
export function length(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** `3.4 MB`. @param {number} bytes */
export function size(bytes) {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const value = bytes / 1000 ** unit;
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** `42 %`, `0.4 %`, and 100 only when it is all. @param {number} share from 0 to 1 */
export function percent(share) {
  if (share > 0 && share < 0.01) return `${Math.floor(share * 1000) / 10} %`;
  return `${Math.floor(share * 100)} %`;
}

/** `about 4 minutes`, `less than a minute`. @param {number} seconds */
export function roughly(seconds) {
  if (seconds < 60) return "less than a minute";
  const minutes = Math.round(seconds / 60);
  return `about ${minutes < 60 ? counted(minutes, "minute") : length(seconds)}`;
}

/** `4.3x real time`; more is faster. @param {number} times seconds of sound in a second of work */
export function speed(times) {
  return `${times.toFixed(1)}x real time`;
}

/** `Today, 14:03`, or with the day. @param {string} iso */
export function moment(iso) {
  const then = new Date(iso);
  const day = DAY.format(then);
  return `${day === DAY.format(new Date()) ? "Today" : day}, ${TIME.format(then)}`;
}

/** `14:03`. @param {number} time in ms since 1970 */
export function timeOfDay(time) {
  return TIME.format(time);
}

/** The English name of a language. @param {string} code */
export function languageName(code) {
  return NAMES.of(OLD_CODES[code] ?? code) ?? code;
}

/** `1 recording`, `3 recordings`. @param {number} n @param {string} one @param {string} [many] */
export function counted(n, one, many = `${one}s`) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
