/** The way through a long list. */
import { h } from "../dom.js";
import { icon } from "./icons.js";

/**
 * @param {{page: number, pages: number}} at
 * @param {(page: number) => void} go
 */
export function pager({ page, pages }, go) {
  if (pages < 2) return null;
  const step = (to, name, picture) =>
    h(
      "button",
      {
        class: "icon-button",
        type: "button",
        disabled: to < 1 || to > pages,
        "aria-label": name,
        onclick: () => go(to),
      },
      icon(picture),
    );
  return h(
    "nav",
    { class: "pager", "aria-label": "Pages" },
    step(page - 1, "Previous page", "back"),
    h("span", {}, `Page ${page.toLocaleString("en")} of ${pages.toLocaleString("en")}`),
    step(page + 1, "Next page", "forward"),
  );
}
