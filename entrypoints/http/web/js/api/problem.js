/** What went wrong, in the service's own words (RFC 9457), or in ours where it has none. */
export class Problem extends Error {
  /**
   * @param {number} status 0 where nothing answered
   * @param {string} code
   * @param {string} detail for the person who reads it
   * @param {{field: string, detail: string}[]} [fields] what is wrong with which field
   */
  constructor(status, code, detail, fields = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }

  /** All of it in one text: a field's own fault says more than "some fields are wrong". */
  get words() {
    return this.fields.length ? this.fields.map(({ detail }) => detail).join(" ") : this.message;
  }

  /** It may well work in a moment, unchanged. */
  get mayPass() {
    return this.status === 0 || [502, 503, 504].includes(this.status);
  }
}

/** Nothing answered. */
export function unreachable() {
  return new Problem(0, "unreachable", "The service does not answer. Is it running?");
}

/**
 * Read the problem out of an answer.
 *
 * @param {number} status
 * @param {string} text the body
 * @returns {Problem}
 */
export function problemIn(status, text) {
  try {
    const { code, detail, errors } = JSON.parse(text);
    if (detail) return new Problem(status, code, detail, errors);
  } catch {
    // A proxy in between speaks HTML.
  }
  return new Problem(status, "refused", `The service answered ${status}, without saying why.`);
}

/** The words of whatever was thrown. @param {unknown} error */
export function wordsOf(error) {
  if (error instanceof Problem) return error.words;
  console.error(error);
  return "Something went wrong on this page. Loading it anew may help.";
}

/** Whether it was only stopped, because nobody wants it any more. @param {any} error */
export function wasStopped(error) {
  return error?.name === "AbortError";
}
