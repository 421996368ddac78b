/** What surrounds every view: the heading, the ways to the views, word of the connection. */
import { logOut } from "./api/account.js";
import { connection } from "./api/connection.js";
import { session } from "./api/session.js";
import { announce, fill, h } from "./dom.js";
import { mark } from "./parts/icons.js";
import { notify } from "./parts/notices.js";
import { openHelp, shortcuts } from "./parts/shortcuts.js";
import { themeSwitch } from "./parts/theme-switch.js";
import { route } from "./router.js";
import { uploads } from "./handing-in/uploads.js";
import { showRecordings } from "./views/recordings.js";

/** Views beyond the first are fetched when somebody goes there. */
const later = (load, name) => async (place) => (await load())[name](place);

/** @type {(import("./router.js").View & {link?: string, forAdmins?: boolean})[]} */
const VIEWS = [
  {
    pattern: /^\/recordings\/([0-9a-f-]{36})$/,
    title: "Transcript",
    show: later(() => import("./views/reading.js"), "showReading"),
  },
  {
    pattern: /^\/search$/,
    title: "Search",
    link: "#/search",
    show: later(() => import("./views/search.js"), "showSearch"),
  },
  {
    pattern: /^\/account$/,
    title: "Account",
    link: "#/account",
    show: later(() => import("./views/account.js"), "showAccount"),
  },
  {
    pattern: /^\/users$/,
    title: "Users",
    link: "#/users",
    forAdmins: true,
    show: later(() => import("./views/users.js"), "showUsers"),
  },
  {
    pattern: /^\/models$/,
    title: "Models",
    link: "#/models",
    forAdmins: true,
    show: later(() => import("./views/models.js"), "showModels"),
  },
  {
    pattern: /^\/health$/,
    title: "Health",
    link: "#/health",
    forAdmins: true,
    show: later(() => import("./views/health.js"), "showHealth"),
  },
  { pattern: /^\/$/, title: "Recordings", link: "#/", show: showRecordings },
];

/** @param {HTMLElement} app */
export function showShell(app) {
  const views = VIEWS.filter(({ forAdmins }) => !forAdmins || session.isAdmin);
  const main = h("main", { id: "main", tabindex: "-1" });
  const nav = h("nav", { "aria-label": "Views" }, links(views));
  fill(app, header(nav), banner(), h("div", { id: "recording" }), main);
  addEventListener("beforeunload", (event) => uploads.areUnderWay && event.preventDefault());
  shortcuts();
  route(main, views, (view) => markCurrent(nav, view));
}

function header(nav) {
  return h(
    "header",
    { class: "topbar" },
    h("a", { class: "brand", href: "#/" }, mark(), "Transcriber"),
    nav,
    h(
      "div",
      { class: "topbar-end" },
      h("span", { class: "who", title: "Logged in" }, session.user?.username),
      themeSwitch(),
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          "aria-label": "Help",
          title: "Help (?)",
          onclick: openHelp,
        },
        "?",
      ),
      h("button", { class: "button button-quiet", type: "button", onclick: leave }, "Log out"),
    ),
  );
}

function links(views) {
  const order = ["Recordings", "Search", "Account", "Users", "Models", "Health"];
  return views
    .filter(({ link }) => link)
    .sort((a, b) => order.indexOf(a.title) - order.indexOf(b.title))
    .map(({ link, title }) => h("a", { href: link, "data-view": title }, title));
}

function markCurrent(nav, view) {
  const title = view.link ? view.title : "Recordings"; // a transcript is one of them
  for (const link of nav.children) {
    if (link.dataset.view === title) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Says that the service is away, and when it is back. */
function banner() {
  const shown = h("div", { class: "banner", role: "status", hidden: !connection.isLost }, WORDS);
  connection.addEventListener("lost", () => {
    shown.hidden = false;
    announce(WORDS);
  });
  connection.addEventListener("back", () => {
    shown.hidden = true;
    notify("The service is back.");
  });
  return shown;
}

const WORDS =
  "The service does not answer right now. This page keeps trying; nothing is lost.";

async function leave() {
  await logOut().catch(() => {}); // whoever was logged out already is where they want to be
  location.assign("/");
  location.reload();
}
