"""The command `transcribe`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from entrypoints.cli import options
from entrypoints.cli.option_groups import spread
from entrypoints.cli.presenting import HERE
from entrypoints.cli.transcribe.documents import read_forms
from entrypoints.cli.transcribe.engine import Device, EngineChoice, LocalEngine
from entrypoints.cli.transcribe.order import Order, carry_out
from entrypoints.cli.transcribe.outcome import Status
from entrypoints.cli.transcribe.spelling import WhisperSpelling

ON: Final = "On what"
EXAMPLE: Final = (
    "Example: transcriber transcribe talk.mp3 interviews/ --language de --format txt,srt "
    "--output-dir transcripts"
)

Files = Annotated[
    list[Path],
    typer.Argument(help="Recordings, folders of them, or - for standard input.", metavar="FILE"),
]
Formats = Annotated[
    str,
    typer.Option(
        "--format",
        "--output-format",
        "-f",
        help="txt, srt, vtt, tsv, json, md, docx, pdf (with commas), or all as in openai-whisper.",
    ),
]
OutputDir = Annotated[
    Path | None,
    typer.Option(
        "--output-dir",
        "-o",
        help=r"Folder for the transcripts; - prints them. \[the current one]",
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Do what is done already again.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print what became of each file as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show failures only.")]
ModelDir = Annotated[
    Path | None,
    typer.Option(help="Where models are kept [WHISPER_DOWNLOAD_DIR].", rich_help_panel=ON),
]
DeviceOption = Annotated[
    Device | None, typer.Option("--device", help="On what [WHISPER_DEVICE].", rich_help_panel=ON)
]
ComputeType = Annotated[
    str | None, typer.Option(help="int8, float16 ... [WHISPER_COMPUTE_TYPE].", rich_help_panel=ON)
]
AtOnce = Annotated[
    int | None,
    typer.Option(min=1, help="Files side by side [WORKER_CONCURRENCY, 4].", rich_help_panel=ON),
]


def add_transcribe(cli: typer.Typer, engine: Callable[[], LocalEngine]) -> None:
    """Add the command."""

    @cli.command(cls=WhisperSpelling, rich_help_panel=HERE, epilog=EXAMPLE)
    @spread
    def transcribe(
        *,
        files: Files,
        forms: Formats = "txt",
        output_dir: OutputDir = None,
        overwrite: Overwrite = False,
        as_json: AsJson = False,
        quiet: Quiet = False,
        model: options.Model = None,
        asked: options.AskedOptions,
        laid_out: options.AskedLayout,
        device: DeviceOption = None,
        compute_type: ComputeType = None,
        model_dir: ModelDir = None,
        at_once: AtOnce = None,
    ) -> None:
        """Transcribe files here, without a server.

        What is done already is skipped, so a run that was broken off can simply be repeated.
        Options may be spelled as in openai-whisper. Exit codes: 0 all went well, 1 something
        failed, 2 the command is wrong, 130 stopped by Ctrl-C.
        """
        order = Order(
            files=tuple(files),
            engine=EngineChoice(model, model_dir, device, compute_type),
            options=options.transcription_options(asked),
            layout=options.subtitle_layout(laid_out),
            forms=read_forms(forms),
            folder=output_dir,
            overwrite=overwrite,
            at_once=at_once,
            quiet=quiet,
        )
        outcomes = carry_out(order, engine)
        if as_json:
            typer.echo(json.dumps({"files": [each.as_json() for each in outcomes]}, indent=2))
        if any(each.status is Status.FAILED for each in outcomes):
            raise typer.Exit(1)
