/** All recordings, and the place where new ones are handed in. */
import { follow } from "../api/event-stream.js";
import { listJobs } from "../api/jobs.js";
import { connection } from "../api/connection.js";
import { wasStopped, wordsOf } from "../api/problem.js";
import { announce, fill, h } from "../dom.js";
import { counted } from "../format.js";
import { bulkBar } from "../parts/bulk-bar.js";
import { FILTERS, filterQuery, filters, filtersOf } from "../parts/filters.js";
import { guidance } from "../parts/first-steps.js";
import { intake } from "../parts/intake.js";
import { listControls } from "../parts/list-controls.js";
import { listKeys } from "../parts/list-keys.js";
import { modelNotice } from "../parts/model-notice.js";
import { pager } from "../parts/pager.js";
import { jobRow } from "../parts/job-row.js";
import { uploadTray } from "../parts/upload-tray.js";
import { updateNotice } from "../parts/whats-new.js";
import { keepQuery } from "../router.js";
import { uploads } from "../handing-in/uploads.js";

const PAGE = 25;
/** So many recordings make a list that matters more than the place for new ones. */
const FULL = 8;

/** @param {import("../router.js").Place} place */
export function showRecordings({ root, signal, query }) {
  const asked = {
    q: query.get("q") ?? "",
    status: query.get("status") ?? "",
    ...filtersOf(query),
    page: Number(query.get("page")) || 1,
  };
  const rows = new Map();
  const chosen = new Map();
  const bulk = bulkBar(chosen, () => (bulk.show(), load()));
  const handIn = intake(signal);
  const narrowing = filters(asked, changed, signal);
  const list = h("ul", { class: "jobs", "aria-label": "Recordings" });
  const foot = h("div", { class: "list-foot" });
  const heading = h("h1", {}, "Recordings");
  const count = h("p", { class: "list-count" });
  let loading = new AbortController();
  /** What was told while the list was on its way: the list may be older than that. */
  let meanwhile = /** @type {import("../api/event-stream.js").Told[] | null} */ (null);

  const notice = modelNotice(signal);
  fill(
    root,
    updateNotice(),
    notice.element,
    handIn,
    uploadTray(signal),
    h("div", { class: "list-head" }, h("div", {}, heading, count), listControls(asked, changed, signal)),
    h("div", { class: "list-filters" }, narrowing.element),
    bulk.element,
    list,
    foot,
  );
  listKeys(list, signal);
  fill(list, ...skeleton());
  uploads.addEventListener("accepted", () => (changed({ page: 1 }), narrowing.refresh()), { signal });
  connection.addEventListener("back", () => load(), { signal });
  notice.look().catch(() => {}); // what is wrong with the service then is told elsewhere
  // What happened while nobody was told is in the list alone, so it is asked for from then on.
  return new Promise((resolve) => {
    follow("/jobs/events", told, signal, () => load().then(resolve)).catch((error) => {
      failed(error);
      resolve(undefined);
    });
  });

  /** @param {Partial<typeof asked>} change */
  function changed(change) {
    Object.assign(asked, { page: 1 }, change);
    const kept = Object.entries(asked).filter(
      ([name, value]) => value && !(name === "page" && value === 1),
    );
    keepQuery(new URLSearchParams(kept.map(([name, value]) => [name, String(value)])));
    return look();
  }

  /** The recordings are others than before, and so may be what they can be chosen by. */
  function load() {
    narrowing.refresh();
    return look();
  }

  async function look() {
    loading.abort();
    loading = new AbortController();
    meanwhile = [];
    const own = AbortSignal.any([signal, loading.signal]);
    const skip = (asked.page - 1) * PAGE;
    try {
      const page = await listJobs(
        { q: asked.q, status: asked.status, ...filterQuery(asked), skip, limit: PAGE },
        own,
      );
      if (!page.jobs.length && page.total && asked.page > 1)
        return changed({ page: Math.ceil(page.total / PAGE) });
      show(page);
    } catch (error) {
      failed(error);
    }
  }

  function show({ jobs, total }) {
    rows.clear();
    for (const job of jobs) rows.set(job.job_id, jobRow(job, load, rowActions(job)));
    handIn.classList.toggle("intake-small", jobs.length >= FULL);
    for (const { name, data } of meanwhile ?? []) rows.get(data.job_id)?.told(name, data);
    meanwhile = null;
    fill(
      list,
      ...(jobs.length ? [...rows.values()].map(({ element }) => element) : [nothing(asked)]),
    );
    count.textContent = total ? counted(total, "recording") : "";
    announce(isNarrowed(asked) ? `${counted(total, "recording")} found` : "");
    fill(
      foot,
      pager({ page: asked.page, pages: Math.ceil(total / PAGE) }, (page) => changed({ page })),
    );
  }

  /** What a row can do to the list around it. */
  function rowActions(job) {
    if (chosen.has(job.job_id)) chosen.set(job.job_id, job); // as it is now
    return {
      isChosen: chosen.has(job.job_id),
      choose: (on) => {
        if (on) chosen.set(job.job_id, job);
        else chosen.delete(job.job_id);
        bulk.show();
      },
      tagged: (tag) => {
        changed({ tag });
        narrowing.show();
      },
    };
  }

  function failed(error) {
    if (wasStopped(error) || signal.aborted) return;
    meanwhile = null;
    fill(
      list,
      h(
        "li",
        { class: "empty" },
        h("p", { role: "alert" }, wordsOf(error)),
        h("button", { class: "button", type: "button", onclick: load }, "Try again"),
      ),
    );
  }

  function told({ name, data }) {
    meanwhile?.push({ name, data });
    const row = rows.get(data.job_id);
    if (row) row.told(name, data);
    else if (name === "queued" && asked.page === 1) load();
  }
}

/** Whether only some of all recordings are asked for. */
function isNarrowed(asked) {
  return ["q", "status", ...FILTERS].some((name) => asked[name]);
}

function nothing(asked) {
  const { q } = asked;
  const searched = isNarrowed(asked);
  const kept = ["q", ...FILTERS].filter((name) => asked[name]);
  const inText = `#/search?${new URLSearchParams(kept.map((name) => [name, asked[name]]))}`;
  return h(
    "li",
    { class: "empty" },
    h("p", { class: "empty-title" }, searched ? "Nothing fits" : "No recordings yet"),
    searched ? h("p", {}, "No recording fits the search and the filter.") : guidance(),
    q && h("p", {}, h("a", { href: inText }, `Search for “${q}” in what was said`)),
  );
}

function skeleton() {
  return Array.from({ length: 4 }, () => h("li", { class: "job-skeleton", "aria-hidden": "true" }));
}
