"""A fake of the command line's engine, which returns given transcripts without a model."""

import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from typing_extensions import override

from adapters.documents.printers import PRINTERS
from application.jobs.tell_speakers import TellSpeakers
from application.jobs.transcribe_file import TranscribeFile
from application.live.limits import LiveLimits, OpenLiveSessions
from application.live.transcribe_live import TranscribeLive
from application.ports.probe import SoundTrack
from domain.errors.transcription import ModelUnavailableError
from domain.job import BlobKey
from domain.options import ModelName
from entrypoints.cli.transcribe.engine import EngineChoice, LocalEngine, Workshop
from tests.fakes.transcriber import ScriptedTranscriber
from tests.memory.clock import MemoryClock
from tests.memory.diarizer import MemoryDiarizer, Voices
from tests.memory.ids import SequentialIds
from tests.memory.live import MemoryLiveTranscriber, MemorySpeechDetectors
from tests.memory.models import MemoryModelCatalog
from tests.memory.probe import MemoryAudioProbe

TRACK = SoundTrack("wav", "pcm_s16le", 16_000, 1, 4.0)


class ScriptedEngine(LocalEngine):
    """Knows these files; None stands for one without sound. `opened` is what was asked of it."""

    def __init__(self, files: Mapping[Path, SoundTrack | None], *, missing: bool = False) -> None:
        self.transcriber = ScriptedTranscriber("one", "two", "three", "four")
        self.voices: dict[BlobKey, Voices | None] = {}
        self.tells_speakers = True
        self.opened: list[EngineChoice] = []
        self.live = MemoryLiveTranscriber(models=[ModelName("digits")])
        self.sessions = OpenLiveSessions(LiveLimits(ahead_seconds=math.inf))
        self._probe = MemoryAudioProbe({BlobKey(str(path)): t for path, t in files.items()})
        self._missing = missing

    @override
    @asynccontextmanager
    async def open(
        self, choice: EngineChoice, preparing: Callable[[float | None], None]
    ) -> AsyncIterator[Workshop]:
        self.opened.append(choice)
        if self._missing:
            raise ModelUnavailableError("There is no such model.")
        models = MemoryModelCatalog(ModelName(choice.model or "digits"))
        yield Workshop(
            TranscribeFile(self._probe, models, self.transcriber),
            TellSpeakers(MemoryDiarizer(self.voices, is_available=self.tells_speakers)),
            TranscribeLive(
                self.live, MemorySpeechDetectors(), MemoryClock(), SequentialIds(), self.sessions
            ),
            at_once=2,
            printers=PRINTERS,
        )
