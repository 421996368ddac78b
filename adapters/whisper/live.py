"""The live transcriber: decodes utterances on the lanes of all jobs, ahead of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import chain
from threading import Condition
from typing import TYPE_CHECKING, Final, TypeVar

from typing_extensions import override

from adapters.sound.pcm import Samples, from_16_bits, seconds
from adapters.sound.speech.spans import Span, SpeechSpans
from adapters.sound.speech.voice import FRAME_SAMPLES
from adapters.sound.speech.window import Window
from adapters.sound.threads import outcome_of
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.faults import explained
from adapters.whisper.lanes.stream import QueuedWindow, Stream
from adapters.whisper.live_window import PartialWindow
from adapters.whisper.models.loading import LoadedModel
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.recognition.partials import PartialRequest
from adapters.whisper.recognition.quality_checks import QualityChecks
from application.ports.live_transcriber import (
    Final as FinalText,
)
from application.ports.live_transcriber import (
    LiveTranscriber,
    LiveTranscription,
    Utterance,
)
from application.ports.speech_detector import Frame
from domain.live.words import LiveWord
from domain.options import ModelName, TranscriptionOptions, VoiceActivity
from domain.transcript import DetectedLanguage, Segment
from domain.user import UserId

if TYPE_CHECKING:
    from concurrent.futures import Future

# A language that was detected with less certainty, or in less speech, is detected again.
_CERTAIN: Final = 0.8
_AMPLE_SECONDS: Final = 5.0

Result = TypeVar("Result")


class WhisperLiveTranscriber(LiveTranscriber):
    """Transcribes live with the models of a pool."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    @override
    @asynccontextmanager
    async def open(
        self, model: ModelName, options: TranscriptionOptions, *, owner: UserId
    ) -> AsyncIterator[LiveTranscription]:
        async with self._pool.acquire(model) as loaded:
            with loaded.scheduler.live_session():
                yield _LiveTranscription(loaded, options, owner)


class _LiveTranscription(LiveTranscription):
    """One session's use of a model."""

    def __init__(self, model: LoadedModel, options: TranscriptionOptions, owner: UserId) -> None:
        self._model = model
        options, _ = model.capabilities.reconcile(options)
        asked = options.language
        # Sampling takes seconds, and makes up text where nothing can be understood.
        self._context = DecodingContext(
            replace(options, word_timestamps=True, temperature=0.0),
            detected=DetectedLanguage(asked, 1.0) if asked else None,
        )
        self._owner = owner
        self._spoken: tuple[int, str] | None = None  # an utterance's start, and its language

    @override
    async def hypothesis(self, utterance: Callable[[], Utterance]) -> Sequence[LiveWord] | None:
        return await self._on_a_lane(lambda: self._hypothesis(utterance()), urgent=False)

    @override
    async def final(self, utterance: Utterance) -> FinalText:
        return await self._on_a_lane(lambda: self._final(utterance), urgent=True)

    async def _on_a_lane(self, work: Callable[[], Result], *, urgent: bool) -> Result:
        """Run work on a lane; if the caller is cancelled, work that has not begun is dropped."""
        outcome: Future[Result] = self._model.scheduler.call(work, owner=self._owner, urgent=urgent)
        try:
            return await outcome_of(outcome)
        except asyncio.CancelledError:
            outcome.cancel()
            raise
        except Exception as error:
            raise explained(error) from error

    def _hypothesis(self, utterance: Utterance) -> Sequence[LiveWord] | None:
        window = PartialWindow.of(utterance.committed, len(utterance.frames))
        audio = _samples(utterance.frames[window.first :])
        result = self._model.partials(
            PartialRequest(
                features=self._model.spectrogram.partial(audio),
                seconds=seconds(len(audio)),
                options=self._search(),
                said_before=window.said_before,
                committed=window.committed,
                language=self._language_of(utterance),
                usual=self._context.detected,
            )
        )
        self._spoken = utterance.start, result.language
        if result.words is None:
            return None
        return window.whole(
            [LiveWord(word.text, word.end, word.probability) for word in result.words]
        )

    def _search(self) -> TranscriptionOptions:
        """Return how hypotheses are searched: greedily if sessions wait for lanes.

        Otherwise with the beam of the final text: greedy hypotheses agree with each other on words
        that the final text does not have, and committed words stay. Where lanes are short, the
        wider search makes words later and does not make them better (docs/decisions/0087).
        """
        options = self._context.options
        return replace(options, beam_size=1) if self._model.scheduler.is_crowded else options

    def _language_of(self, utterance: Utterance) -> str | None:
        """Return the language of an utterance's committed words; None if it has none."""
        if self._spoken and utterance.committed and self._spoken[0] == utterance.start:
            return self._spoken[1]
        return None

    def _final(self, utterance: Utterance) -> FinalText:
        audio = _samples(utterance.frames)
        start = utterance.start * FRAME_SAMPLES
        end = start + len(audio)
        speech = _speech(utterance.frames, self._context.options.voice_activity, start)
        window = Window(0, (Span(start, end),), speech or (Span(start, end),))
        queued = QueuedWindow(
            Stream(self._context, capacity=1, changed=Condition(), wake=lambda: None),
            0,
            window,
            self._model.spectrogram(audio),
        )
        done = [transcribed for _, transcribed in self._model.recogniser([queued])]
        checks = QualityChecks.of(self._context.options.decoding)
        said = chain.from_iterable(each.segments for each in done if each)
        segments = tuple(each for each in said if not checks.is_made_up(each))
        language = self._context.detected
        self._doubt_language(segments)
        return FinalText(segments, language)

    def _doubt_language(self, segments: Sequence[Segment]) -> None:
        """Forget the session's language if it is uncertain: a first word says little about it."""
        detected = self._context.detected
        if self._context.options.language or detected is None:
            return
        spoken = sum(segment.end - segment.start for segment in segments)
        if detected.probability < _CERTAIN or spoken < _AMPLE_SECONDS:
            self._context.detected = None


def _samples(frames: Sequence[Frame]) -> Samples:
    return from_16_bits(b"".join(frame.pcm for frame in frames))


def _speech(frames: Sequence[Frame], options: VoiceActivity, start: int) -> tuple[Span, ...]:
    """Find the speech in an utterance by the rules for recordings, for the checks of coverage."""
    spans = SpeechSpans(options)
    found = spans.feed(frame.probability for frame in frames)
    found += spans.finish([], len(frames) * FRAME_SAMPLES)
    return tuple(Span(start + span.start, start + span.end) for span in found)
