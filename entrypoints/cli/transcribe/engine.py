"""The interface to the transcription engine that the command needs."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from application.jobs.speakers_of_file import SpeakersOfFile, speakers_of_file
from application.jobs.tell_speakers import TellSpeakers
from application.jobs.transcribe_file import TranscribeFile
from domain.job import BlobKey
from domain.line_breaks import LineBreaker, after_spaces
from domain.options import TranscriptionOptions
from entrypoints.cli.transcribe.documents import Printers

if TYPE_CHECKING:
    from application.live.transcribe_live import TranscribeLive  # `--help` need not wait for it


class Device(StrEnum):
    """The device that models run on."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which model and device; None means the setting or its default.

    `only` is the one recording that there is to transcribe; None where there are several.
    """

    model: str | None = None
    model_dir: Path | None = None
    device: Device | None = None
    compute_type: str | None = None
    threads: int | None = None
    max_batch: int | None = None
    offline: bool | None = None
    only: Path | None = None


@dataclass(frozen=True, slots=True)
class Workshop:
    """A loaded model, and printers of documents; `at_once` recordings keep all lanes busy.

    `line_breaks` breaks the lines of subtitles.
    """

    transcribe: TranscribeFile
    tell_speakers: TellSpeakers
    live: "TranscribeLive"
    at_once: int
    printers: Printers
    line_breaks: LineBreaker = after_spaces

    def speakers(
        self, audio: BlobKey, options: TranscriptionOptions
    ) -> AbstractAsyncContextManager[SpeakersOfFile]:
        """Begin to tell speakers apart, if that is wanted."""
        return speakers_of_file(self.tell_speakers, audio, options)


class LocalEngine(Protocol):
    """The engine in this process."""

    def open(
        self, choice: EngineChoice, preparing: Callable[[float | None], None]
    ) -> AbstractAsyncContextManager[Workshop]:
        """Load the model; report the progress of its download if it is not on this disk.

        Raises ModelUnavailableError, OutOfMemoryError, SettingsError.
        """
