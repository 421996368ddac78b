/** Edits of speakers: each is sent to the service, and the page shows what has become of them. */
import { wordsOf } from "../api/problem.js";
import { mergeSpeaker, moveSegment, nameSpeaker, withdrawEdits } from "../api/speakers.js";
import { announce } from "../dom.js";
import { notify } from "../parts/notices.js";

/**
 * @param {string} jobId
 * @param {import("./speakers.js").Speakers} speakers
 * @param {() => Promise<void>} reload reads the transcript and its speakers again
 */
export function speakerEdits(jobId, speakers, reload) {
  return {
    /** An empty name withdraws the one there is. @param {string} label @param {string} name */
    name: (label, name) =>
      done(name ? "The name is saved." : "The name is removed.", async () =>
        speakers.rename(await nameSpeaker(jobId, label, name)),
      ),
    /** @param {string} label @param {?string} into null makes it a speaker of its own again */
    merge: (label, into) =>
      done(into ? "They are one speaker now." : "They are two speakers again.", async () => {
        await mergeSpeaker(jobId, label, into);
        await reload();
      }),
    /** @param {number} index @param {?string} label null gives it back to who was heard */
    move: (index, label) =>
      done("The segment has another speaker now.", async () => {
        await moveSegment(jobId, index, label);
        await reload();
      }),
    withdraw: () =>
      done("All speakers are as they were heard.", async () => {
        await withdrawEdits(jobId);
        await reload();
      }),
  };
}

/** @param {string} words told when it is done @param {() => Promise<void>} act */
async function done(words, act) {
  try {
    await act();
    announce(words);
  } catch (error) {
    notify(wordsOf(error), { bad: true });
  }
}
