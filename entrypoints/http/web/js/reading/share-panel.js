/** Links with which people without an account read this transcript: make, list and withdraw them. */
import { listShares, makeShare, withdrawShare } from "../api/shares.js";
import { wordsOf } from "../api/problem.js";
import { announce, fill, h } from "../dom.js";
import { moment } from "../format.js";
import { checkField, field, form } from "../parts/field.js";
import { notify } from "../parts/notices.js";
import { shownSecret } from "../account/secret.js";

const DAY = 86_400;
const LIFETIMES = [
  [DAY, "A day"],
  [7 * DAY, "7 days"],
  [30 * DAY, "30 days"],
];

/** @param {import("../api/jobs.js").Job} job */
export function sharePanel(job) {
  const body = h("div", {});
  return h(
    "details",
    { class: "options share-panel", ontoggle: (event) => event.target.open && load() },
    h("summary", {}, "Share"),
    body,
  );

  async function load() {
    try {
      const listed = await listShares(job.job_id);
      fill(body, ...(listed.allowed ? content(job.job_id, listed) : [forbidden()]));
    } catch (error) {
      fill(body, h("p", { class: "fault", role: "alert" }, wordsOf(error)));
    }
  }
}

function forbidden() {
  return h("p", {}, "The operator of this service does not allow transcripts to be shared.");
}

function content(jobId, { shares, longest_seconds, usual_seconds }) {
  const shown = h("div", {});
  let shownId = ""; // of the link whose address is shown
  const open = h("ul", { class: "share-links", "aria-label": "Open links" });
  show(shares);
  return [
    h(
      "p",
      { class: "hint" },
      "Whoever has the link reads this transcript without an account, until the link ends or you withdraw it. Readers cannot change anything.",
    ),
    newLink(jobId, longest_seconds, usual_seconds, made),
    shown,
    open,
  ];

  async function made(share) {
    shownId = share.id;
    fill(
      shown,
      shownSecret(share.url, {
        lead: "This is the link.",
        text: "Copy it now: it will not be shown again.",
        copied: "The link is copied.",
      }),
    );
    await again();
  }

  async function again() {
    show((await listShares(jobId)).shares);
  }

  function show(all) {
    fill(open, ...all.map((share) => row(share, () => withdraw(share))));
    open.hidden = !all.length;
  }

  async function withdraw(share) {
    const place = [...open.children].findIndex((row) => row.contains(document.activeElement));
    try {
      await withdrawShare(jobId, share.id);
      if (share.id === shownId) fill(shown);
      await again();
      focusNear(open, place);
      announce("The link is withdrawn.");
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    }
  }
}

/** The button that was pressed is gone, so its neighbour gets the keyboard's focus, or the panel. */
function focusNear(open, place) {
  if (place < 0 || document.activeElement !== document.body) return; // the focus was elsewhere
  const buttons = open.querySelectorAll("button");
  const near = buttons[Math.min(place, buttons.length - 1)];
  (near ?? open.closest("details")?.querySelector("summary"))?.focus();
}

function newLink(jobId, longest, usual, made) {
  const label = h("input", { maxlength: "100", autocomplete: "off" });
  const offered = LIFETIMES.filter(([seconds]) => seconds <= longest);
  const lifetime = h(
    "select",
    {},
    (offered.length ? offered : [["", "As long as allowed"]]).map(([seconds, words]) =>
      h("option", { value: seconds, selected: seconds === usual }, words),
    ),
  );
  const audio = h("input", { type: "checkbox" });
  const downloads = h("input", { type: "checkbox" });
  const element = form(
    make,
    wordsOf,
    field("For whom", label, "Only you see this."),
    field("The link is open for", lifetime),
    checkField("Readers can hear the recording", audio),
    checkField("Readers can download files", downloads),
    h("button", { class: "button", type: "submit" }, "Make a link"),
  );
  return element;

  async function make() {
    const share = await makeShare(jobId, {
      label: label.value.trim(),
      audio: audio.checked,
      downloads: downloads.checked,
      ...(lifetime.value && { expires_in_seconds: Number(lifetime.value) }),
    });
    element.reset();
    await made(share);
  }
}

function row(share, withdraw) {
  const name = share.label || "Link";
  const offers = [share.audio && "recording", share.downloads && "files"].filter(Boolean);
  const about = [`open until ${moment(share.expires_at)}`, ...offers].join(" · ");
  return h(
    "li",
    { class: "share-link" },
    h("span", { class: "share-name" }, name),
    h("span", { class: "share-about" }, about),
    h(
      "button",
      {
        class: "button button-small",
        type: "button",
        "aria-label": `Withdraw: ${name}`,
        onclick: withdraw,
      },
      "Withdraw",
    ),
  );
}
