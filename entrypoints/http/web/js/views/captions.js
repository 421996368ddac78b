/**
 * The caption page: the last lines of a live recording, in large type for a projector.
 *
 * Keys: + and - change the size, f fills the screen.
 */
import { follow } from "../api/event-stream.js";
import { requestJson } from "../api/request.js";
import { session } from "../api/session.js";
import { fill, h } from "../dom.js";

/** So many lines are kept; those that do not fit are above the top of the window. */
const MOST_LINES = 20;
const STEP = 1.15;
const SMALLEST = 0.4;
const LARGEST = 4;
const KEYS = "+ and − change the size of the text, f fills the screen.";

const lines = /** @type {HTMLElement} */ (document.getElementById("lines"));
const now = /** @type {HTMLElement} */ (document.getElementById("now"));
const told = /** @type {HTMLElement} */ (document.getElementById("told"));
const title = /** @type {HTMLElement} */ (document.getElementById("title"));
const jobId = location.pathname.split("/").pop() ?? "";
const ending = new AbortController();
let size = 1;

document.addEventListener("keydown", pressed);
session.addEventListener("ended", askToLogIn);
show().catch(({ message }) => (told.textContent = message));

async function show() {
  const path = `/jobs/${encodeURIComponent(jobId)}`;
  const job = await requestJson(path);
  title.textContent = job.title;
  document.title = `${job.title} · Live captions`;
  if (!job.live) return ended();
  told.textContent = `Nothing was said yet. ${KEYS}`;
  await follow(`${path}/events`, heard, ending.signal);
}

/** @param {import("../api/event-stream.js").Told} event */
function heard({ name, data }) {
  if (name === "partial") {
    now.textContent = data.text.trim();
    if (data.text) told.textContent = "";
  } else if (name === "segment" && data.draft) {
    lines.append(h("p", {}, data.text.trim()));
    while (lines.children.length > MOST_LINES) lines.firstElementChild?.remove();
    now.textContent = told.textContent = "";
  } else if (data.stage !== undefined && data.stage !== "live") {
    ended();
  }
}

function ended() {
  ending.abort();
  now.textContent = "";
  told.textContent = "This recording has ended.";
}

function askToLogIn() {
  fill(told, h("a", { href: "/" }, "Log in"), " first, then open this page again.");
}

/** @param {KeyboardEvent} event */
function pressed({ key, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return;
  if (key === "+" || key === "=") resize(size * STEP);
  else if (key === "-") resize(size / STEP);
  else if (key === "f") fillScreen();
}

/** @param {number} wanted */
function resize(wanted) {
  size = Math.min(LARGEST, Math.max(SMALLEST, wanted));
  document.body.style.setProperty("--size", String(size));
}

function fillScreen() {
  if (document.fullscreenElement) return document.exitFullscreen();
  return document.documentElement.requestFullscreen().catch(() => {}); // it may be forbidden
}
