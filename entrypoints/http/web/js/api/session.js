/**
 * The user who is logged in. The token itself is in a cookie that no script can read.
 *
 * Dispatches `ended` when the session is no longer valid; the code that shows the login
 * calls `begin` afterwards, and all callers that wait for `renewed` go on.
 *
 * @typedef {{id: string, username: string, role: "admin" | "user"}} User
 */

class Session extends EventTarget {
  /** @type {User | null} */
  user = null;
  /** @type {Promise<void> | null} */
  #renewal = null;
  #resolve = () => {};

  get isAdmin() {
    return this.user?.role === "admin";
  }

  /** A user has logged in. @param {User} user */
  begin(user) {
    const another = this.user && this.user.id !== user.id;
    if (another) return location.reload(); // the page shows another user's data
    this.user = user;
    this.#renewal = null;
    this.#resolve();
  }

  /** Resolve when the user has logged in again. @param {AbortSignal} [signal] */
  async renewed(signal) {
    if (!this.#renewal) {
      this.#renewal = new Promise((resolve) => (this.#resolve = resolve));
      this.dispatchEvent(new Event("ended"));
    }
    await this.#renewal;
    signal?.throwIfAborted();
  }
}

export const session = new Session();
