"""Carry out a `transcribe` command: find the recordings, transcribe them, write the results."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from domain.options import TranscriptionOptions
from domain.subtitle_layout import SubtitleLayout
from entrypoints.cli.errors import refuse
from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.transcribe.batch import Batch
from entrypoints.cli.transcribe.delivery import Delivery, ToFolder, ToStdout
from entrypoints.cli.transcribe.display import Display
from entrypoints.cli.transcribe.documents import Form, Rendering, engine_options
from entrypoints.cli.transcribe.engine import EngineChoice, LocalEngine, Workshop
from entrypoints.cli.transcribe.outcome import Outcome, Status
from entrypoints.cli.transcribe.outputs import OutputFolder
from entrypoints.cli.transcribe.recordings import (
    STREAM,
    LocalRecording,
    given_recordings,
)
from entrypoints.cli.transcribe.screen import display
from entrypoints.cli.transcribe.spoken import Spoken, printer


@dataclass(frozen=True, slots=True)
class Order:
    """All that the command line asks for; `folder` None is the current folder.

    `spoken` says how what is said is printed meanwhile, if at all; `indented` JSON is for people.
    """

    files: tuple[Path, ...]
    engine: EngineChoice
    options: TranscriptionOptions
    layout: SubtitleLayout
    forms: tuple[Form, ...]
    folder: Path | None
    overwrite: bool
    at_once: int | None
    quiet: bool
    spoken: Spoken | None = None
    indented: bool = True
    speaker_names: tuple[str, ...] = ()

    @property
    def prints(self) -> bool:
        """Whether transcripts go to standard output, as those of standard input do by default."""
        return self.folder == STREAM or (self.folder is None and self.files == (STREAM,))

    @property
    def outputs(self) -> OutputFolder:
        """The folder for transcripts otherwise."""
        return OutputFolder(self.folder or Path(), self.forms, self.rendering)

    @property
    def rendering(self) -> Rendering:
        """How the transcripts are written, as far as it is text."""
        return Rendering(
            self.options.task,
            self.layout,
            indented=self.indented,
            with_words=self.options.word_timestamps,
            speaker_names=self.speaker_names,
        )

    @property
    def engine_options(self) -> TranscriptionOptions:
        """The options for the engine, which finds words for formats made from them."""
        return engine_options(self.options, self.forms)


def carry_out(order: Order, engine: Callable[[], LocalEngine]) -> list[Outcome]:
    """Transcribe what is not done yet. Ends the program with a sentence on a wrong order.

    Raises ModelUnavailableError, OutOfMemoryError, OutputError, SettingsError.
    """
    if order.prints and len(order.forms) > 1:
        refuse("Only one --format can be printed. Name an --output-dir for several.")
    with ExitStack() as stack:
        recordings = given_recordings(order.files, stack)
        if not order.prints:
            order.outputs.prepare(recordings)
        skipped = [] if order.prints or order.overwrite else _done_before(order.outputs, recordings)
        done = {outcome.recording for outcome in skipped}
        left = [recording for recording in recordings if recording not in done]
        work = _work(order, left, skipped, engine)
        return run_to_the_end(work, farewell="Stopped. What is done is kept; repeat it to go on.")


async def _work(
    order: Order,
    recordings: Sequence[LocalRecording],
    skipped: Sequence[Outcome],
    engine: Callable[[], LocalEngine],
) -> list[Outcome]:
    with display(quiet=order.quiet, recordings=len(recordings) + len(skipped)) as shown:
        for outcome in skipped:
            shown.ended(outcome)
        if not recordings:
            return [*skipped]
        only = recordings[0].path if len(recordings) == 1 else None
        chosen = replace(order.engine, only=only)
        async with engine().open(chosen, shown.preparing) as workshop:
            hear = printer(order.spoken) if order.spoken else None
            delivery = _delivery(order, shown, workshop)
            batch = Batch(workshop, order.engine_options, delivery, shown, hear)
            return [*skipped, *await batch(recordings, _at_once(order, workshop))]


def _at_once(order: Order, workshop: Workshop) -> int:
    """One after the other where what is said is printed, so that no two recordings mix."""
    return 1 if order.spoken else order.at_once or workshop.at_once


def _done_before(outputs: OutputFolder, recordings: Sequence[LocalRecording]) -> list[Outcome]:
    return [
        Outcome(recording, Status.SKIPPED, tuple(outputs.files(recording).values()))
        for recording in recordings
        if outputs.finished(recording)
    ]


def _delivery(order: Order, shown: Display, workshop: Workshop) -> Delivery:
    rendering = replace(order.rendering, printers=workshop.printers, breaks=workshop.line_breaks)
    if order.prints:
        return ToStdout(order.forms[0], rendering, shown)
    return ToFolder(replace(order.outputs, rendering=rendering))
