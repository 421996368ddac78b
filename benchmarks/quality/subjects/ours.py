"""The subject of this engine, wired as the command line wires it."""

from collections.abc import Sequence
from contextlib import aclosing
from typing import Final

from typing_extensions import override

from adapters.sound.processes.pool import DecodingProcesses
from adapters.storage.local_recordings import LocalRecordings
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import Placement, Retention
from adapters.whisper.transcriber import WhisperTranscriber
from application.ports.model_store import ModelStore
from application.ports.transcriber import Ended, Heard, TranscriptionRequest
from benchmarks.quality.manifest import Recording
from benchmarks.quality.outcome import Span, TimedText
from benchmarks.quality.subjects.subject import Subject, Transcript
from domain.job import BlobKey
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import Passage, Segment, Word

_UNTIL_THE_END: Final = Retention(idle_seconds=None)


class Ours(Subject):
    """The engine with one model; those who differ in options only may share all else."""

    def __init__(
        self,
        pool: ModelPool,
        processes: DecodingProcesses,
        model: ModelName,
        options: TranscriptionOptions,
    ) -> None:
        self._transcriber = WhisperTranscriber(
            pool=pool, blobs=LocalRecordings(), processes=processes
        )
        self._model = model
        self._options = options

    @override
    async def hear(self, recording: Recording) -> Transcript:
        request = TranscriptionRequest(BlobKey(str(recording.path)), self._model, self._options)
        passages: list[Passage] = []
        async with aclosing(self._transcriber.transcribe(request)) as updates:
            async for update in updates:
                if isinstance(update, Heard):
                    passages.append(update.passage)
                if isinstance(update, Ended):
                    return _transcript(passages, update)
        raise AssertionError("the transcriber never came to an end")


def open_pool(store: ModelStore, placement: Placement) -> ModelPool:
    """Hold models for as long as the run takes."""
    return ModelPool(store=store, placement=placement, retention=_UNTIL_THE_END)


def _transcript(passages: Sequence[Passage], ended: Ended) -> Transcript:
    segments = [segment for passage in passages for segment in passage.segments]
    words = [word for each in segments for word in each.words or ()]
    told = any(each.words is not None for each in segments)
    return Transcript(
        language=ended.detected.code if ended.detected else None,
        cues=tuple(_timed(each) for each in segments),
        words=tuple(_timed(each) for each in words) if told else None,
        gaps=tuple(Span(gap.start, gap.end) for passage in passages for gap in passage.gaps),
        caveats=tuple(each.code for each in ended.caveats),
    )


def _timed(each: Segment | Word) -> TimedText:
    return TimedText(round(each.start, 3), round(each.end, 3), each.text)
