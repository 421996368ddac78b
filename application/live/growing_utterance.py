"""An utterance while it is spoken, and the item that it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from application.ports.live_transcriber import Final as FinalText
from application.ports.live_transcriber import Utterance
from application.ports.speech_detector import Frame
from domain.errors.kinds import TranscriberError
from domain.live.agreement import Agreement
from domain.live.events import ItemId
from domain.live.turns import FRAME_SAMPLES, SAMPLE_RATE_HZ
from domain.live.words import LiveWord
from domain.transcript import Segment

MOST_FRAMES: Final = 28 * SAMPLE_RATE_HZ // FRAME_SAMPLES
"""An utterance this long is cut: the model takes at most 30 s at once."""

# A long utterance is cut in its last seconds, so that both parts are worth decoding.
_SEARCHED_FRAMES: Final = 10 * SAMPLE_RATE_HZ // FRAME_SAMPLES


@dataclass(eq=False, slots=True)
class Item:
    """What was said in one turn, or between two commits; `text` is what the client was told."""

    id: ItemId
    text: str = ""
    seconds: float = 0.0
    languages: list[str] = field(default_factory=list)
    error: TranscriberError | None = None

    def told(self, said: str) -> str:
        """Take the whole text so far, and return what is new in it."""
        whole = said.lstrip()
        new = whole[len(self.text) :]
        self.text = whole
        return new


@dataclass(eq=False, slots=True)
class GrowingUtterance:
    """The sound of an utterance, and what is known about its text.

    `start` is the position of its first frame in the session, and speech begins after `quiet`
    frames. `tried` is how many of its frames the last hypothesis was about. When a pause begins,
    the first `paused_at` frames are decoded finally; `early` is the result. `before` is the text
    of the item before it, once it is known.
    """

    item: Item
    start: int
    frames: list[Frame]
    agreement: Agreement
    quiet: int = 0
    before: str | None = None
    tried: int = 0
    paused_at: int = 0
    early: FinalText | None = None
    dropped: bool = False

    def snapshot(self) -> Utterance:
        """Return the utterance as it is now; also called by the threads that decode it."""
        return Utterance(self.start, tuple(self.frames), self.agreement.committed)

    def heard(self, words: Sequence[LiveWord]) -> str:
        """Take a hypothesis, and return the text that is newly committed."""
        self.agreement = self.agreement.heard(words)
        return self._told(self.agreement.text) if self.agreement.committed else ""

    def finished(self, segments: Sequence[Segment]) -> str:
        """Take the final segments, which begin with the committed text; return what is new."""
        said = "".join(segment.text for segment in segments) or self.agreement.text
        return self._told(said.rstrip())

    def _told(self, said: str) -> str:
        if self.before is None:  # what was said before it in its item is done by now
            self.before = self.item.text
        return self.item.told(self.before + said)

    def best_cut(self, release: float) -> int:
        """Return the number of frames after which to cut an utterance that is too long.

        All committed words stay before the cut. It is in the middle of the longest pause after
        them, or where speech is least probable.
        """
        ends = [word.end for word in self.agreement.committed if word.end is not None]
        settled = round(max(ends, default=0.0) * SAMPLE_RATE_HZ / FRAME_SAMPLES)
        first = min(max(settled, len(self.frames) - _SEARCHED_FRAMES), len(self.frames) - 1)
        searched = [frame.probability for frame in self.frames[first:]]
        pause = _longest_pause(searched, release)
        if pause:
            return first + (pause.start + pause.stop) // 2 + 1
        return first + searched.index(min(searched)) + 1


def _longest_pause(probabilities: Sequence[float], release: float) -> range | None:
    pauses: list[range] = []
    for at, probability in enumerate(probabilities):
        if probability >= release:
            continue
        if pauses and pauses[-1].stop == at:
            pauses[-1] = range(pauses[-1].start, at + 1)
        else:
            pauses.append(range(at, at + 1))
    return max(pauses, key=len, default=None)
