/**
 * Addresses within the page: `#/recordings/<id>?at=12`. What is shown can be linked to, and the
 * browser's way back works.
 *
 * @typedef {{root: HTMLElement, signal: AbortSignal, id: string, query: URLSearchParams}} Place
 *   `root` is the view's own, `signal` ends with it
 * @typedef {{pattern: RegExp, title: string, show: (place: Place) => unknown}} View
 */
import { wasStopped, wordsOf } from "./api/problem.js";
import { fill, h } from "./dom.js";

/**
 * Show what the address names, now and whenever it changes.
 *
 * @param {HTMLElement} main
 * @param {View[]} views the last is shown for an address that fits none
 * @param {(view: View) => void} shown
 */
export function route(main, views, shown) {
  let current = new AbortController();
  const go = async () => {
    current.abort();
    current = new AbortController();
    const { view, id, query } = find(views);
    const root = h("div", { class: "view" });
    fill(main, root);
    document.title = `${view.title} · Transcriber`;
    shown(view);
    scrollTo(0, 0);
    await tried(() => view.show({ root, signal: current.signal, id, query }), root);
  };
  addEventListener("hashchange", () => (go(), main.focus({ preventScroll: true })));
  return go();
}

/** Change the address's query without a new view. @param {URLSearchParams} query */
export function keepQuery(query) {
  const [path] = place();
  const text = query.toString();
  history.replaceState(null, "", `#${path}${text ? `?${text}` : ""}`);
}

/** A view whose module cannot be fetched, or that breaks, leaves a way on. */
async function tried(show, root) {
  try {
    await show();
  } catch (error) {
    if (wasStopped(error)) return;
    const again = h(
      "button",
      { class: "button", type: "button", onclick: () => location.reload() },
      "Load the page anew",
    );
    fill(root, h("div", { class: "empty", role: "alert" }, h("p", {}, wordsOf(error)), again));
  }
}

function find(views) {
  const [path, query] = place();
  for (const view of views) {
    const found = view.pattern.exec(path);
    if (found) return { view, id: found[1] ?? "", query: new URLSearchParams(query) };
  }
  return { view: views[views.length - 1], id: "", query: new URLSearchParams() };
}

function place() {
  const [path, query = ""] = (location.hash.slice(1) || "/").split("?");
  return [path, query];
}
