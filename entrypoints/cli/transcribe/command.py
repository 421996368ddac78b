"""The command `transcribe`."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from entrypoints.cli import options
from entrypoints.cli.option_groups import spread
from entrypoints.cli.presenting import HERE
from entrypoints.cli.transcribe.documents import read_forms
from entrypoints.cli.transcribe.engine import LocalEngine
from entrypoints.cli.transcribe.engine_flags import AtOnce, EngineFlags
from entrypoints.cli.transcribe.order import Order, carry_out
from entrypoints.cli.transcribe.outcome import Status
from entrypoints.cli.transcribe.output_flags import OutputFlags
from entrypoints.cli.transcribe.spelling import WhisperSpelling
from entrypoints.cli.transcribe.spoken import Spoken

EXAMPLE: Final = (
    "Example: transcriber transcribe talk.mp3 interviews/ --language de --format txt,srt "
    "--output-dir transcripts"
)

Files = Annotated[
    list[Path],
    typer.Argument(help="Recordings, folders of them, or - for standard input.", metavar="FILE"),
]


def add_transcribe(cli: typer.Typer, engine: Callable[[], LocalEngine]) -> None:
    """Add the command."""

    @cli.command(cls=WhisperSpelling, rich_help_panel=HERE, epilog=EXAMPLE)
    @spread
    def transcribe(
        *,
        files: Files,
        written: OutputFlags,
        model: options.Model = None,
        asked: options.AskedOptions,
        speaker_names: options.SpeakerNames = None,
        laid_out: options.AskedLayout,
        run: EngineFlags,
        at_once: AtOnce = None,
    ) -> None:
        """Transcribe files here, without a server.

        What is done already is skipped, so a run that was broken off can simply be repeated.
        Options may be spelled as in openai-whisper and whisper-ctranslate2. Exit codes: 0 all went
        well, 1 something failed, 2 the command is wrong, 130 stopped by Ctrl-C.
        """
        spoken = written.spoken()
        transcription = options.transcription_options(asked)
        order = Order(
            files=tuple(files),
            engine=run.choice(model),
            options=replace(transcription, word_timestamps=True)
            if spoken is Spoken.COLOURED
            else transcription,
            layout=options.subtitle_layout(laid_out),
            forms=read_forms(written.forms),
            folder=written.output_dir,
            overwrite=written.overwrite,
            at_once=at_once,
            quiet=written.quiet,
            spoken=spoken,
            indented=written.pretty_json,
            speaker_names=options.speaker_names(speaker_names, asked),
        )
        outcomes = carry_out(order, engine)
        if written.as_json:
            typer.echo(json.dumps({"files": [each.as_json() for each in outcomes]}, indent=2))
        if any(each.status is Status.FAILED for each in outcomes):
            raise typer.Exit(1)
