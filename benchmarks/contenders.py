"""The contenders of a race: this engine, and usual ways to use faster-whisper."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any, Final

from faster_whisper import BatchedInferencePipeline, WhisperModel

from adapters.sound.processes.pool import DecodingProcesses
from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.whisper.models.cores import count_cores
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import AudioContext, Placement
from adapters.whisper.transcriber import WhisperTranscriber
from application.ports.transcriber import Ended, Heard, TranscriptionRequest
from domain.job import BlobKey
from domain.options import ModelName, TranscriptionOptions
from tests.memory.model_store import MemoryModelStore

NAME: Final = ModelName("measured")
WHISPERS_LENGTH: Final = 448


@dataclass(frozen=True, slots=True)
class Course:
    """What all contenders share: the weights, the device, and how far each window is decoded.

    `max_length` is Whisper's 448 as a rule. With random weights, which never end a text, it fixes
    the number of tokens (CTranslate2 decodes half of it), so that all do the same work.
    """

    model: Path
    device: str = "cpu"
    compute_type: str = "int8"
    max_length: int = WHISPERS_LENGTH
    beam_size: int = 5

    def open(self, *where: Any, **how: Any) -> WhisperModel:
        """Load the weights."""
        model = WhisperModel(*where, **how)
        model.max_length = self.max_length
        return model


class Engine:
    """This engine, as the service runs it, over a folder of recordings."""

    def __init__(self, course: Course, folder: Path, *, dynamic: bool = False) -> None:
        context = AudioContext.DYNAMIC if dynamic else AudioContext.FULL
        self._pool = ModelPool(
            store=MemoryModelStore({NAME: course.model}),
            placement=Placement(course.device, course.compute_type, audio_context=context),
            open_model=course.open,
        )
        self._options = TranscriptionOptions(
            language="en", temperature=0.0, beam_size=course.beam_size
        )
        self._processes = DecodingProcesses()
        self._processes.open()
        blobs = ObstoreBlobStore.from_url(f"file://{folder.absolute()}")
        self._transcriber = WhisperTranscriber(
            pool=self._pool, blobs=blobs, processes=self._processes
        )

    async def warm(self) -> None:
        """Load the model."""
        await self._pool.warm(NAME)

    async def close(self) -> None:
        """Unload the model."""
        await self._pool.close()
        self._processes.close()

    async def listen(self, file: Path) -> tuple[float, float]:
        """Transcribe one file; return the seconds until its first segment, and in total."""
        began = perf_counter()
        first = 0.0
        request = TranscriptionRequest(BlobKey(file.name), NAME, self._options)
        async with aclosing(self._transcriber.transcribe(request)) as updates:
            async for update in updates:
                if isinstance(update, Heard) and not first:
                    first = perf_counter() - began
                if isinstance(update, Ended):
                    return first, perf_counter() - began
        raise AssertionError("the transcriber never came to an end")

    async def listen_to_all(self, files: Sequence[Path]) -> None:
        """Transcribe files that all arrive at once."""
        await asyncio.gather(*(self.listen(file) for file in files))


class Library:
    """faster-whisper on all cores: one call at a time, as behind the lock of most services."""

    def __init__(self, course: Course, *, cpu_threads: int | None = None) -> None:
        self.cpu_threads = cpu_threads or count_cores()
        how = {"device": course.device, "compute_type": course.compute_type}
        self._model = course.open(str(course.model), cpu_threads=self.cpu_threads, **how)
        self._batched = BatchedInferencePipeline(self._model)
        self._lock = Lock()
        self._call = {"language": "en", "temperature": 0.0, "beam_size": course.beam_size}

    def sequential(self, file: Path) -> None:
        """Transcribe window after window, silence left out.

        Without timestamps, so that each window is heard once: with them, how far the next window
        moves on depends on what random weights say.
        """
        segments, _ = self._model.transcribe(
            str(file),
            vad_filter=True,
            vad_parameters={"min_silence_duration_ms": 160},
            without_timestamps=True,
            condition_on_previous_text=False,
            **self._call,
        )
        list(segments)

    def batched(self, file: Path, *, batch_size: int) -> None:
        """Transcribe with the library's batched pipeline, with timestamps as the engine does."""
        segments, _ = self._batched.transcribe(
            str(file), batch_size=batch_size, without_timestamps=False, **self._call
        )
        list(segments)

    async def behind_a_lock(self, files: Sequence[Path]) -> None:
        """Transcribe files that all arrive at once, each in a thread that waits for a lock."""
        await asyncio.gather(*(asyncio.to_thread(partial(self._locked, file)) for file in files))

    def _locked(self, file: Path) -> None:
        with self._lock:
            self.sequential(file)
