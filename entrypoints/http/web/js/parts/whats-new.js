/** Tells once after an update what is new for people who use the page. */
import { h } from "../dom.js";
import { NEWS } from "../news.js";
import { remember, remembered } from "./remembered.js";

const KEPT = "version-seen";

/** @typedef {{version: string, items: string[]}} Release */

/** A word of the update since this user's last look; nothing on a first visit. */
export function updateNotice() {
  const [{ version }] = NEWS;
  const seen = remembered(KEPT);
  const fresh = seen === null ? [] : NEWS.filter((release) => isNewer(release.version, seen));
  if (!fresh.some(({ items }) => items.length)) {
    if (seen === null || isNewer(version, seen)) remember(KEPT, version);
    return null;
  }
  const element = h(
    "section",
    { class: "notice news-notice", "aria-label": "After an update" },
    h(
      "details",
      { class: "help-part" },
      h("summary", {}, `New in version ${version} of this service`),
      entries(fresh),
    ),
    h("button", { class: "button button-small", type: "button", onclick: hide }, "Hide the news"),
  );
  return element;

  function hide() {
    remember(KEPT, version);
    element.remove();
    document.getElementById("main")?.focus({ preventScroll: true });
  }
}

/** @param {Release[]} releases */
export function entries(releases) {
  const told = releases.filter(({ items }) => items.length);
  return h(
    "div",
    { class: "news" },
    told.flatMap(({ version, items }) => [
      h("h3", {}, `Version ${version}`),
      h(
        "ul",
        {},
        items.map((item) => h("li", {}, item)),
      ),
    ]),
  );
}

/** During an update old and new processes answer in turn, so only what is newer counts. */
function isNewer(version, seen) {
  const [ours, theirs] = [version, seen].map((text) => text.split(".").map(Number));
  const place = ours.findIndex((number, index) => number !== theirs[index]);
  return place >= 0 && !(ours[place] < theirs[place]);
}
