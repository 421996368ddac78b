/** Starts the page: shows the login, or the recordings if a user is logged in. */
import { me } from "./api/account.js";
import { connection } from "./api/connection.js";
import { session } from "./api/session.js";
import { wordsOf } from "./api/problem.js";
import { fill, h } from "./dom.js";
import { showLogin, showLoginAgain } from "./views/login.js";
import { showShell } from "./shell.js";

const app = /** @type {HTMLElement} */ (document.getElementById("app"));

document.querySelector(".skip-link")?.addEventListener("click", skip);
session.addEventListener("ended", () => showLoginAgain());
begin();

async function begin() {
  try {
    session.begin(await me());
    showShell(app);
  } catch (error) {
    if (/** @type {any} */ (error).status === 401) showLogin(app, () => showShell(app));
    else waitForService(error);
  }
}

/** Addresses behind # are views, so the link does by hand what it says. @param {Event} event */
function skip(event) {
  event.preventDefault();
  const main = document.getElementById("main");
  main?.setAttribute("tabindex", "-1");
  main?.focus();
}

async function waitForService(error) {
  fill(
    app,
    h(
      "main",
      { class: "blank", id: "main" },
      h("h1", {}, "One moment"),
      h("p", { role: "status" }, wordsOf(error)),
    ),
  );
  connection.lost();
  await connection.back();
  begin();
}
