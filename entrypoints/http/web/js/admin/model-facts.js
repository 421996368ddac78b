/** The facts shown about a model: where it is, its size, its languages. */
import { percent, size } from "../format.js";

/**
 * What a model is doing, which decides what can be done with it.
 *
 * @param {import("../api/models.js").Model} model
 * @returns {"downloading" | "failed" | "missing" | "here"}
 */
export function stateOf({ origin, download }) {
  if (download) return download.error ? "failed" : "downloading";
  return origin ? "here" : "missing";
}

/** @param {import("../api/models.js").Model} model */
export function stateWords(model) {
  switch (stateOf(model)) {
    case "downloading":
      return `Downloading, ${percent(model.download?.progress ?? 0)}`;
    case "failed":
      return "Download failed";
    case "missing":
      return "Not on this server";
    default:
      return model.loaded ? "On disk, loaded" : "On disk";
  }
}

/** @param {import("../api/models.js").Model} model */
export function facts({ languages, size_bytes, parameters, memory_bytes, bytes_held, origin, licence }) {
  return [
    languages && (languages === "english" ? "English only" : "99 languages"),
    size_bytes !== null && size(size_bytes),
    parameters !== null && `${Math.round(parameters / 1e6)} M parameters`,
    bytes_held ? `${size(bytes_held)} in memory` : memory_bytes && `about ${size(memory_bytes)} of memory`,
    licence,
    origin === "folder" && "a folder of the operator's",
    origin === "built-in" && "came with the image",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** So much of a download has arrived. @param {import("../api/models.js").Download} download */
export function arrived({ done_bytes, whole_bytes }) {
  return whole_bytes ? `${size(done_bytes)} of ${size(whole_bytes)}` : "Looking for it…";
}
