/** In which language and on which channel a segment is spoken. */
import { languageName } from "../format.js";

/**
 * The language of the text as it stands, for its `lang`.
 *
 * @param {import("../api/transcripts.js").Segment} segment
 * @param {import("../api/jobs.js").Job} job
 */
export function languageOf(segment, job) {
  if (job.options.task === "translate") return "en";
  return segment.language ?? job.language ?? "";
}

/**
 * What is worth saying of it: its channel, and its language where that is not the recording's.
 *
 * @param {import("../api/transcripts.js").Segment} segment
 * @param {import("../api/jobs.js").Job} job
 */
export function noteOn({ language, channel }, job) {
  const foreign = language && language !== job.language;
  return [channel && `Channel ${channel}`, foreign && languageName(language)]
    .filter(Boolean)
    .join(" · ");
}
