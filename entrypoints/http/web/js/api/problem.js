/** An error with the service's message (RFC 9457), or with ours if there is none. */
export class Problem extends Error {
  /**
   * @param {number} status 0 if there was no response
   * @param {string} code
   * @param {string} detail for the person who reads it
   * @param {{field: string, detail: string}[]} [fields] the invalid fields
   */
  constructor(status, code, detail, fields = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }

  /** The whole message: a field's own fault says more than "some fields are wrong". */
  get words() {
    return this.fields.length ? this.fields.map(({ detail }) => detail).join(" ") : this.message;
  }

  /** Whether the same request may succeed in a moment. */
  get mayPass() {
    return this.status === 0 || [502, 503, 504].includes(this.status);
  }
}

/** There was no response. */
export function unreachable() {
  return new Problem(0, "unreachable", "The service does not answer. Is it running?");
}

/**
 * Read the problem from a response.
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
    // The response of a proxy may be HTML.
  }
  return new Problem(status, "refused", `The service answered ${status}, without saying why.`);
}

/** The message for an error. @param {unknown} error */
export function wordsOf(error) {
  if (error instanceof Problem) return error.words;
  console.error(error);
  return "Something went wrong on this page. Try reloading it.";
}

/** Whether the request was aborted on purpose. @param {any} error */
export function wasStopped(error) {
  return error?.name === "AbortError";
}
