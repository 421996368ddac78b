/** A recording that lies elsewhere, which the service fetches by itself. */
import { submitJob } from "../api/jobs.js";

/** @implements {import("./upload.js").Recording} */
export class Link {
  arrived = 0;
  size = null;

  /** @param {string} address as it was typed; the service judges it */
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

  /** Who leaves is not fetched for. */
  async forget() {}
}

/** The file's name and the host's, as far as the address tells them. */
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
