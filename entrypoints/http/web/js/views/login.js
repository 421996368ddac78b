/** The way in. */
import { logIn, singleSignOn } from "../api/account.js";
import { session } from "../api/session.js";
import { wordsOf } from "../api/problem.js";
import { fill, h } from "../dom.js";
import { held } from "../parts/dialog.js";
import { field, form } from "../parts/field.js";
import { mark } from "../parts/icons.js";

/**
 * Show the login instead of everything else.
 *
 * @param {HTMLElement} app
 * @param {() => void} entered
 */
export function showLogin(app, entered) {
  const head = h("div", { class: "login-head" }, mark(), h("h1", {}, "Transcriber"));
  const claim = h("p", { class: "login-claim" }, "Recordings in, text out.");
  fill(app, h("main", { id: "main", class: "login" }, head, claim, loginForm(entered)));
  app.querySelector("input")?.focus();
  offerSingleSignOn(/** @type {HTMLElement} */ (app.querySelector("main")));
}

/** Show the login over what is on the page, whose session has ended. */
export function showLoginAgain() {
  const close = held(
    "Log in again",
    h("h2", {}, "Your session has ended"),
    h("p", {}, "Log in again to continue. Nothing on this page is lost."),
    loginForm(() => close(), session.user?.username),
  );
}

/** Where there is an identity provider, a way to it. @param {HTMLElement} main */
async function offerSingleSignOn(main) {
  const { enabled, name } = await singleSignOn().catch(() => ({ enabled: false, name: "" }));
  const link = { class: "button login-other", href: "/auth/oidc/login" };
  if (enabled) main.append(h("a", link, `Log in with ${name}`));
}

function loginForm(entered, username = "") {
  const name = h("input", {
    name: "username",
    autocomplete: "username",
    autocapitalize: "none",
    spellcheck: "false",
    required: true,
    value: username,
  });
  const password = h("input", {
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
  });
  return form(
    enter,
    wordsOf,
    field("Name", name),
    field("Password", password),
    h("button", { class: "button button-main", type: "submit" }, "Log in"),
  );

  async function enter() {
    session.begin(await logIn(name.value.trim(), password.value));
    entered();
  }
}
