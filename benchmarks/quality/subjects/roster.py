"""Name the subjects, and set each up with the same weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import ctranslate2
from faster_whisper import WhisperModel

from adapters.sound.processes.pool import DecodingProcesses
from adapters.whisper.models.cores import count_cores
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import AudioContext
from benchmarks.quality.subjects.library import Library
from benchmarks.quality.subjects.ours import Ours, open_pool
from benchmarks.quality.subjects.subject import Subject
from config.engine_settings import model_store, placement
from config.environment import read_settings
from config.settings import Environment
from domain.options import ModelName, TranscriptionOptions

_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """Who a subject is. One for word times alone hears only recordings that have references."""

    title: str
    ours: bool = False
    short: bool = False
    batched: bool = False
    word_times_only: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


_WORDS: Final = {"word_timestamps": True}

SUBJECTS: Final[Mapping[str, Entry]] = {
    "full": Entry("engine, full contexts", ours=True),
    "full-words": Entry("engine, full contexts, word times", ours=True, options=_WORDS),
    "short": Entry("engine, short contexts", ours=True, short=True),
    "short-words": Entry(
        "engine, short contexts, word times", ours=True, short=True, options=_WORDS
    ),
    "sequential": Entry("faster-whisper sequential"),
    "sequential-vad": Entry("faster-whisper sequential, VAD", options={"vad_filter": True}),
    "batched": Entry("faster-whisper batched", batched=True),
    "sequential-words": Entry(
        "faster-whisper sequential, word times", word_times_only=True, options=_WORDS
    ),
    "batched-words": Entry(
        "faster-whisper batched, word times", batched=True, word_times_only=True, options=_WORDS
    ),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What all subjects share: weights, device, beam, and how many recordings at once."""

    model: str
    device: str = "cpu"
    compute_type: str = "int8"
    beam_size: int = 5
    at_once: int = 1


class Roster:
    """Opens the subjects that are asked for; those on the same model share it."""

    def __init__(self, setting: Setting) -> None:
        ctranslate2.set_random_seed(_SEED)
        self._setting = setting
        settings = read_settings(
            environment=Environment.DEVELOPMENT,
            whisper_model=setting.model,
            whisper_device=setting.device,
            whisper_compute_type=setting.compute_type,
        )
        self._name = ModelName(settings.default_model)
        self._store = model_store(settings)
        self._placement = placement(settings)
        self._pools: dict[bool, ModelPool] = {}
        self._processes = DecodingProcesses()
        self._library: WhisperModel | None = None

    @property
    def folder(self) -> Path:
        """The folder of the weights. Raises ModelUnavailableError."""
        return self._store.fetch(self._name).folder

    async def open(self, names: Sequence[str]) -> Mapping[str, Subject]:
        """Load what the subjects need. Raises ModelUnavailableError."""
        subjects = {name: self._subject(SUBJECTS[name]) for name in names}
        for pool in self._pools.values():
            await pool.warm(self._name)
        return subjects

    async def engine(self, *, short: bool, options: Mapping[str, Any]) -> Subject:
        """Load this engine with other options than those of the subjects."""
        pool = self._pool(short=short)
        await pool.warm(self._name)
        beam_size = self._setting.beam_size
        return Ours(
            pool, self._processes, self._name, TranscriptionOptions(beam_size=beam_size, **options)
        )

    async def close(self) -> None:
        """Unload all models."""
        for pool in self._pools.values():
            await pool.close()
        self._processes.close()

    def _subject(self, entry: Entry) -> Subject:
        options = {**entry.options, "beam_size": self._setting.beam_size}
        if entry.ours:
            return Ours(
                self._pool(short=entry.short),
                self._processes,
                self._name,
                TranscriptionOptions(**options),
            )
        return Library(self._model(), batched=entry.batched, options=options)

    def _pool(self, *, short: bool) -> ModelPool:
        if short not in self._pools:
            context = AudioContext.DYNAMIC if short else AudioContext.FULL
            where = replace(self._placement, audio_context=context)
            self._pools[short] = open_pool(self._store, where)
        return self._pools[short]

    def _model(self) -> WhisperModel:
        if self._library is None:
            at_once = self._setting.at_once
            self._library = WhisperModel(
                str(self.folder),
                device=self._setting.device,
                compute_type=self._setting.compute_type,
                cpu_threads=max(1, count_cores() // at_once),
                num_workers=at_once,
            )
        return self._library
