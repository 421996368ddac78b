"""The side of a session that transcribes: tells the text of utterances, early and finally."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Final

from application.concurrency.tasks import stopped
from application.live.backlog import Backlog, Ended
from application.live.growing_utterance import GrowingUtterance, Item
from application.live.hearing import Emit
from application.ports.live_transcriber import Final as FinalText
from application.ports.live_transcriber import LiveTranscriber, LiveTranscription, Utterance
from domain.errors.kinds import TranscriberError
from domain.live.events import Completed, Delta, ItemFailed, SegmentHeard
from domain.live.merging import with_committed
from domain.live.settings import LiveSettings
from domain.live.turns import FRAME_SAMPLES, SAMPLE_RATE_HZ
from domain.live.words import LiveWord
from domain.user import UserId

# A hypothesis is worth its price if there is this much more sound (a quarter of a second).
_NEW_FRAMES: Final = 8
# Nor is one about less speech than this: it has no word yet, or a wrong one.
_LEAST_SPEECH_FRAMES: Final = 12


class Telling:
    """Decodes one utterance after the other, in the order in which they ended.

    In between it decodes the one that is being spoken, as often as it can. When a pause begins, it
    decodes the final text at once: if the pause ends the turn, the text is there already. It does
    not wait for a hypothesis then, which is given up.
    """

    def __init__(
        self,
        settings: LiveSettings,
        transcriber: LiveTranscriber,
        owner: UserId,
        backlog: Backlog,
        fading: Callable[[], int | None],
        emit: Emit,
    ) -> None:
        self.settings = settings
        self._transcriber = transcriber
        self._owner = owner
        self._backlog = backlog
        self._fading = fading
        self._emit = emit
        self._stack = AsyncExitStack()
        self._opened: tuple[LiveSettings, LiveTranscription] | None = None
        self._failed: tuple[LiveSettings, TranscriberError] | None = None

    async def run(self) -> None:
        """Transcribe until cancelled."""
        async with self._stack:
            with suppress(TranscriberError):  # it is reported once there is speech
                await self._transcription()
            while True:
                if not await self._step():
                    await self._backlog.change()

    async def _step(self) -> bool:
        """Decode what is most urgent; say whether there was anything."""
        ended, current = self._backlog.first, self._backlog.current
        if ended is not None:
            await self._finish(ended)
            self._backlog.done(ended)
            return True
        if current is None:
            return False
        end = self._fading()
        if end is not None:
            return await self._finish_early(current, end)
        least = max(current.tried + _NEW_FRAMES, current.quiet + _LEAST_SPEECH_FRAMES)
        if len(current.frames) < least:
            return False
        await self._guess(current)
        return True

    async def _guess(self, current: GrowingUtterance) -> None:
        """Tell the words on which this hypothesis and the last one agree."""
        taken = Utterance(current.start, ())

        def snapshot() -> Utterance:
            nonlocal taken
            taken = current.snapshot()
            return taken

        try:
            words = await self._hypothesis(current, snapshot)
        except TranscriberError:
            words = None  # if it lasts, the final decoding reports it
        current.tried = max(len(taken.frames), current.tried + _NEW_FRAMES)
        was_cut = len(taken.frames) > len(current.frames)
        if words is not None and not was_cut and not current.dropped:
            await self._tell(current, current.heard(words))

    async def _hypothesis(
        self, current: GrowingUtterance, snapshot: Callable[[], Utterance]
    ) -> Sequence[LiveWord] | None:
        """Wait for a hypothesis, but no longer than until a final text is wanted; None then."""
        transcription = await self._transcription()
        guessing = asyncio.ensure_future(transcription.hypothesis(snapshot))
        try:
            while not guessing.done() and not self._wants_final(current):
                change = asyncio.create_task(self._backlog.change())
                await asyncio.wait({guessing, change}, return_when=asyncio.FIRST_COMPLETED)
                await stopped(change)
            return guessing.result() if guessing.done() else None
        finally:
            await stopped(guessing)

    def _wants_final(self, current: GrowingUtterance) -> bool:
        if self._backlog.first is not None or self._backlog.current is not current:
            return True
        end = self._fading()
        return end is not None and end != current.paused_at

    async def _finish_early(self, current: GrowingUtterance, end: int) -> bool:
        """Decode the final text of an utterance in which a pause has begun; False if it was."""
        if current.paused_at == end:
            return False
        current.paused_at, current.early = end, None
        current.tried = max(current.tried, end)
        utterance = Utterance(current.start, tuple(current.frames[:end]))
        try:
            current.early = await (await self._transcription()).final(utterance)
        except TranscriberError:
            return True  # if it lasts, the final decoding reports it
        if not current.dropped and end <= len(current.frames):
            await self._tell(current, current.heard(_words(current, current.early)))
        return True

    async def _finish(self, ended: Ended) -> None:
        item, utterance = ended.item, ended.utterance
        if utterance is not None:
            try:
                await self._tell_final(utterance)
            except TranscriberError as error:
                item.error = error
        if ended.last and not (utterance is not None and utterance.dropped):
            await self._end_item(item)

    async def _end_item(self, item: Item) -> None:
        if item.error is not None:
            await self._emit(ItemFailed(item.id, item.error))
        else:
            languages = tuple(dict.fromkeys(item.languages))
            await self._emit(Completed(item.id, item.text, round(item.seconds, 3), languages))

    async def _tell_final(self, utterance: GrowingUtterance) -> None:
        final = await self._final(utterance)
        if utterance.dropped:
            return
        segments = with_committed(utterance.agreement.committed, final.segments)
        if final.language is not None and segments:
            utterance.item.languages.append(final.language.code)
        await self._tell(utterance, utterance.finished(segments))
        for segment in segments:
            await self._emit(SegmentHeard(utterance.item.id, segment))

    async def _final(self, utterance: GrowingUtterance) -> FinalText:
        if utterance.early is not None and utterance.paused_at == len(utterance.frames):
            return utterance.early
        self._failed = None  # for a final text the model is tried again
        return await (await self._transcription()).final(utterance.snapshot())

    async def _tell(self, utterance: GrowingUtterance, text: str) -> None:
        if text:
            await self._emit(Delta(utterance.item.id, text))

    async def _transcription(self) -> LiveTranscription:
        """Return the transcription with the present settings, loading its model if necessary.

        A model that could not be loaded is not tried again for each hypothesis.
        """
        wanted = self.settings
        if self._failed is not None and self._failed[0] == wanted:
            raise self._failed[1]
        if self._opened is not None:
            opened, transcription = self._opened
            if (opened.model, opened.options) == (wanted.model, wanted.options):
                return transcription
            self._opened = None
            await self._stack.aclose()
        try:
            transcription = await self._stack.enter_async_context(
                self._transcriber.open(wanted.model, wanted.options, owner=self._owner)
            )
        except TranscriberError as error:
            self._failed = wanted, error
            raise
        self._opened = wanted, transcription
        return transcription


def _words(utterance: GrowingUtterance, final: FinalText) -> list[LiveWord]:
    """Return the words of a final text, with times from the utterance's start."""
    start = utterance.start * FRAME_SAMPLES / SAMPLE_RATE_HZ
    words = (word for segment in final.segments for word in segment.words or ())
    return [LiveWord(word.text, word.end - start, word.probability) for word in words]
