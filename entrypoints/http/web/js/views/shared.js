/** The page of a shared transcript, for readers without an account; nothing can be changed in it. */
import { openShared, withToken } from "../api/shared.js";
import { wordsOf } from "../api/problem.js";
import { fill, h } from "../dom.js";
import { sharedReader } from "../reading/shared-reader.js";

/** Browsers send to no server what is behind `#`. */
const token = location.hash.slice(1);
const root = document.getElementById("shared");
// Another link may be pasted into the address of this page.
addEventListener("hashchange", () => location.reload());
if (root) show(root);

/** @param {HTMLElement} page */
async function show(page) {
  try {
    const shared = await openShared(token);
    document.title = shared.title;
    const reader = sharedReader(shared, withToken(token), new AbortController().signal);
    fill(page, ...reader.elements);
    await reader.load();
  } catch (error) {
    fill(
      page,
      h(
        "div",
        { class: "empty", role: "alert" },
        h("p", { class: "empty-title" }, "This transcript cannot be shown"),
        h("p", {}, wordsOf(error)),
      ),
    );
  }
}
