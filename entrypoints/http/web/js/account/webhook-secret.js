/** The secret that signs webhooks: shown on request, and replaced on request. */
import { wordsOf } from "../api/problem.js";
import { getSecret, rotateSecret } from "../api/webhooks.js";
import { fill, h } from "../dom.js";
import { moment } from "../format.js";
import { confirmed } from "../parts/dialog.js";
import { notify } from "../parts/notices.js";
import { shownSecret } from "./secret.js";

const ROTATION = {
  title: "Make a new secret?",
  text: "For one day, messages are signed with both secrets, so that you can update receivers. After that, receivers with only the old secret will refuse them.",
  action: "Make a new one",
};

export function webhookSecret() {
  const shown = h("div", {});
  const show = button("Show the secret", () => look(getSecret));
  const rotate = button("New secret", async () => {
    if (await confirmed(ROTATION)) await look(rotateSecret);
  });
  return h("div", {}, h("div", { class: "button-row" }, show, rotate), shown);

  async function look(ask) {
    try {
      const { secret, previous_valid_until: until } = await ask();
      const text = until ? `The one before it signs, too, until ${moment(until)}.` : "";
      const words = { lead: "This is your secret.", text, copied: "The secret is copied." };
      fill(shown, shownSecret(secret, { ...words, hide }));
    } catch (error) {
      notify(wordsOf(error), { bad: true });
    }
  }

  function hide() {
    fill(shown);
    show.focus();
  }
}

function button(words, onclick) {
  return h("button", { class: "button", type: "button", onclick }, words);
}
