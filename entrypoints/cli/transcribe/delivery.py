"""Write a finished transcript to files or to standard output."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.options import Task
from domain.subtitle_layout import SubtitleLayout
from domain.transcript import Transcript
from entrypoints.cli.transcribe.display import Display
from entrypoints.cli.transcribe.documents import Form, render
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
    task: Task
    layout: SubtitleLayout
    display: Display

    async def __call__(self, _: LocalRecording, transcript: Transcript) -> Sequence[Path]:
        """Print it at once, so that two do not mix, in UTF-8."""
        with self.display.aside():
            for piece in render(self.form, transcript, self.task, self.layout):
                sys.stdout.buffer.write(piece.encode())
            sys.stdout.buffer.flush()
        return ()
