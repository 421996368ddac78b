"""The side of a session that hears: divides the sound into utterances and items."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from application.live.backlog import Backlog, Ended
from application.live.growing_utterance import MOST_FRAMES, GrowingUtterance, Item
from application.ports.ids import IdSource
from application.ports.speech_detector import Frame, SpeechDetector, SpeechDetectors
from domain.errors.live import NothingToCommitError
from domain.live.agreement import Agreement
from domain.live.events import (
    Cleared,
    Committed,
    ItemId,
    LiveEvent,
    SpeechStarted,
    SpeechStopped,
)
from domain.live.settings import LiveSettings
from domain.live.turns import (
    FRAME_SAMPLES,
    LEAST_FRAMES,
    SAMPLE_RATE_HZ,
    Turns,
    frames_in,
    milliseconds,
)

Emit = Callable[[LiveEvent], Awaitable[None]]

# So much silence after the last word is decoded with it: words end softly.
_FADE_FRAMES: Final = 8
_LEAST_COMMIT_FRAMES: Final = frames_in(100)
# Of every hypothesis the last word is not committed: its sound may be cut.
_HELD_BACK: Final = 1


class Hearing:
    """Finds turns in the sound. Memory is bounded: only the open utterance's sound is kept here.

    With turn detection each turn is an item, or several if it is too long for the model. Without
    it an item is what comes between two commits, in one or more utterances.
    """

    def __init__(
        self,
        settings: LiveSettings,
        detectors: SpeechDetectors,
        ids: IdSource,
        backlog: Backlog,
        emit: Emit,
    ) -> None:
        self._settings = settings
        self._detectors = detectors
        self._detector: SpeechDetector = detectors.open(settings.sound_format)
        self._ids = ids
        self._backlog = backlog
        self._emit = emit
        self._turns = Turns(settings.turns)
        self._recent: deque[Frame] = deque()
        self._free_from = 0  # no later utterance begins before this frame
        self._uncommitted = 0  # frames since the last commit
        self._item: Item | None = None
        self._previous: ItemId | None = None

    @property
    def fading(self) -> int | None:
        """The end of the open utterance, in frames of it, if a pause has begun; else None."""
        current, since = self._backlog.current, self._turns.silent_since
        if current is None or since is None or self._turns.silence < self._pause_frames:
            return None
        end = since + _FADE_FRAMES - current.start
        return end if end > 0 else None  # it was cut in this pause

    @property
    def _pause_frames(self) -> int:
        """The silence that is a pause: half of what ends a turn.

        A shorter one is a breath, after which speech goes on: its final text would be for nothing.
        """
        return max(_FADE_FRAMES, frames_in(self._settings.turns.silence_duration_ms) // 2)

    async def hear(self, data: bytes) -> None:
        """Take more sound."""
        for frame in await self._detector.feed(data):
            await self._take(frame)

    async def commit(self) -> None:
        """End the item here. Raises NothingToCommitError."""
        for frame in await self._detector.finish():
            await self._take(frame)
        if self._uncommitted < _LEAST_COMMIT_FRAMES:
            raise NothingToCommitError
        item = self._current_item()
        self._turns.end()
        await self._end_utterance(last=True)
        if self._item is item:  # no utterance was open
            await self._end_item(item)

    async def clear(self) -> None:
        """Forget the sound that was not committed."""
        self._turns.position += len(await self._detector.finish())
        if self._item is not None:
            self._backlog.drop(self._item)
        self._turns.end()
        self._recent.clear()
        self._item, self._uncommitted = None, 0
        self._free_from = self._turns.position
        await self._emit(Cleared())

    async def configure(self, settings: LiveSettings) -> None:
        """Change the settings; an open turn ends where the way of finding its end changes."""
        before, self._settings = self._settings, settings
        if (before.turn_detection is None) != (settings.turn_detection is None):
            self._turns.end()
            await self._end_utterance(last=True)
            if self._item is not None:
                await self._end_item(self._item)
        self._turns.detection = settings.turns
        if before.sound_format != settings.sound_format:
            self._detector = self._detectors.open(settings.sound_format)

    async def _take(self, frame: Frame) -> None:
        await self._backlog.room()
        self._uncommitted += 1
        self._turns.feed(frame.probability)
        current = self._backlog.current
        if current is None:
            self._keep(frame)
            if self._turns.begun is not None:
                await self._begin()
            return
        current.frames.append(frame)
        if self._turns.begun is None:
            await self._end_utterance(last=self._by_turns)
        elif len(current.frames) >= MOST_FRAMES:
            await self._cut(current)
        self._backlog.note_sound()

    @property
    def _by_turns(self) -> bool:
        return self._settings.turn_detection is not None

    def _keep(self, frame: Frame) -> None:
        """Keep the sound from which a turn may begin."""
        self._recent.append(frame)
        most = frames_in(self._settings.turns.prefix_padding_ms) + LEAST_FRAMES
        most = min(most, self._turns.position - self._free_from)
        while len(self._recent) > most:
            self._recent.popleft()

    async def _begin(self) -> None:
        frames = list(self._recent)
        self._recent.clear()
        quiet = len(frames) - LEAST_FRAMES
        await self._open(self._turns.position - len(frames), frames, quiet=quiet)

    async def _open(self, start: int, frames: list[Frame], *, quiet: int = 0) -> None:
        item = self._current_item()
        agreement = Agreement(held_back=_HELD_BACK)
        self._backlog.current = GrowingUtterance(item, start, frames, agreement, quiet)
        if self._by_turns:
            await self._emit(SpeechStarted(item.id, milliseconds(start)))
        self._backlog.note_sound()

    async def _end_utterance(self, *, last: bool) -> None:
        """Hand the open utterance over, without most of the silence after it."""
        current = self._backlog.current
        if current is None:
            return
        since = self._turns.silent_since
        end = len(current.frames)
        if since is not None:
            end = max(0, min(end, since + _FADE_FRAMES - current.start))
        self._recent.extend(current.frames[end:])
        del current.frames[end:]
        await self._hand_over(current, last=last, stopped_at=self._turns.position)

    async def _cut(self, current: GrowingUtterance) -> None:
        """End an utterance that is too long, and go on with the rest of it."""
        at = current.best_cut(self._settings.turns.release)
        rest = current.frames[at:]
        del current.frames[at:]
        start = current.start + at
        await self._hand_over(current, last=self._by_turns, stopped_at=start)
        await self._open(start, rest)

    async def _hand_over(self, utterance: GrowingUtterance, *, last: bool, stopped_at: int) -> None:
        self._backlog.current = None
        self._free_from = utterance.start + len(utterance.frames)
        utterance.item.seconds += _seconds(len(utterance.frames))
        said = utterance if utterance.frames else None
        if not last:
            self._backlog.add(Ended(utterance.item, said, last=False))
            return
        if self._by_turns:
            await self._emit(SpeechStopped(utterance.item.id, milliseconds(stopped_at)))
        await self._end_item(utterance.item, said)

    async def _end_item(self, item: Item, utterance: GrowingUtterance | None = None) -> None:
        if not self._by_turns:
            item.seconds = _seconds(self._uncommitted)
        await self._emit(Committed(item.id, self._previous))
        self._previous, self._item, self._uncommitted = item.id, None, 0
        self._backlog.add(Ended(item, utterance, last=True))

    def _current_item(self) -> Item:
        if self._item is None:
            self._item = Item(ItemId(f"item_{self._ids.new().hex}"))
        return self._item


def _seconds(frames: int) -> float:
    return frames * FRAME_SAMPLES / SAMPLE_RATE_HZ
