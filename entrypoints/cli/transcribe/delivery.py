"""Write a finished transcript to files or to standard output."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.transcript import Transcript
from entrypoints.cli.transcribe.display import Display
from entrypoints.cli.transcribe.documents import Form, Rendering
from entrypoints.cli.transcribe.outputs import OutputFolder
from entrypoints.cli.transcribe.recordings import LocalRecording

Delivery = Callable[[LocalRecording, Transcript], Awaitable[Sequence[Path]]]
"""Hands a transcript over and says in which files it lies. Raises OutputError."""


@dataclass(frozen=True, slots=True)
class ToFolder:
    """Writes files, and finishes writing even if the program is stopped."""

    folder: OutputFolder

    async def __call__(self, recording: LocalRecording, transcript: Transcript) -> Sequence[Path]:
        """Write them in a thread. Raises OutputError."""
        return await asyncio.to_thread(self.folder.write, recording, transcript)


@dataclass(frozen=True, slots=True)
class ToStdout:
    """Prints each transcript to standard output as soon as it is done."""

    form: Form
    rendering: Rendering
    display: Display

    async def __call__(self, recording: LocalRecording, transcript: Transcript) -> Sequence[Path]:
        """Print it at once, so that two do not mix, in UTF-8."""
        with self.display.aside():
            for piece in self.rendering.pieces(self.form, recording.filename, transcript):
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        return ()
