/** A recording on another server, which the service fetches. */
import { submitJob } from "../api/jobs.js";

/** @implements {import("./upload.js").Recording} */
export class Link {
  arrived = 0;
  size = null;

  /** @param {string} address as typed; the service validates it */
  constructor(address) {
    this.address = address;
    Object.assign(this, called(address));
  }

  /**
   * @param {Record<string, string>} options
   * @param {import("./upload.js").Sending} sending
   */
  send(options, { key, signal }) {
    return submitJob({ ...options, url: this.address }, { key, signal });
  }

  /** Nothing to delete: closing the request cancels the download. */
  async forget() {}
}

/** The names of the file and of the host, if the address has them. */
function called(address) {
  try {
    const { hostname, pathname } = new URL(address);
    return {
      name: decodeURIComponent(pathname.split("/").pop() ?? "") || hostname,
      from: hostname,
    };
  } catch {
    return { name: address, from: "" };
  }
}
