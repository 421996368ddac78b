"""The subject faster-whisper, as its documentation shows it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from faster_whisper import BatchedInferencePipeline, WhisperModel
from typing_extensions import override

from benchmarks.quality.manifest import Recording
from benchmarks.quality.outcome import TimedText
from benchmarks.quality.subjects.subject import Subject, Transcript

# The fastest for base on two cores (benchmarks/RESULTS.md).
BATCH_SIZE: Final = 16

Transcribe = Callable[..., tuple[Iterable[Any], Any]]


class Library(Subject):
    """One of its two modes, with options of its own."""

    def __init__(
        self, model: WhisperModel, *, batched: bool, options: Mapping[str, Any] | None = None
    ) -> None:
        self._model = model
        self._batched = batched
        self._options = dict(options or {})

    @override
    async def hear(self, recording: Recording) -> Transcript:
        return await asyncio.to_thread(self._hear, str(recording.path))

    def _hear(self, path: str) -> Transcript:
        segments, info = self._mode()(path, **self._options)
        heard = list(segments)
        words = None
        if self._options.get("word_timestamps"):
            words = tuple(_timed(word, word.word) for each in heard for word in each.words or ())
        cues = tuple(_timed(each, each.text) for each in heard)
        return Transcript(info.language, cues, words)

    def _mode(self) -> Transcribe:
        """Give each call a pipeline of its own: it remembers the last word of its recording."""
        if self._batched:
            return partial(BatchedInferencePipeline(self._model).transcribe, batch_size=BATCH_SIZE)
        sequential: Transcribe = self._model.transcribe
        return sequential


def _timed(times: Any, text: str) -> TimedText:
    return TimedText(round(times.start, 3), round(times.end, 3), text)
