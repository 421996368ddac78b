"""The command `watch`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from entrypoints.cli import options
from entrypoints.cli.option_groups import spread
from entrypoints.cli.presenting import HERE
from entrypoints.cli.transcribe.documents import read_forms
from entrypoints.cli.transcribe.engine import LocalEngine
from entrypoints.cli.transcribe.engine_flags import AtOnce, EngineFlags
from entrypoints.cli.transcribe.output_flags import Formats, Quiet
from entrypoints.cli.transcribe.spelling import WhisperSpelling
from entrypoints.cli.watch.places import AskedPlaces, WatchedPlaces
from entrypoints.cli.watch.watch import WatchOrder, carry_out

WATCHING: Final = "How to watch"
EXAMPLE: Final = "Example: transcriber watch inbox --to transcripts --done archive --format txt,srt"

Place = Annotated[
    str, typer.Argument(help="Folder, or s3://bucket/prefix.", metavar="IN", show_default=False)
]
To = Annotated[
    str | None,
    typer.Option("--to", "-o", help=r"Folder or s3:// for the transcripts. \[beside recordings]"),
]
Done = Annotated[
    str | None, typer.Option(help="Where to move transcribed recordings.", rich_help_panel=WATCHING)
]
Failed = Annotated[
    str | None, typer.Option(help="Where to move failed ones.", rich_help_panel=WATCHING)
]
Every = Annotated[
    float, typer.Option(min=0.1, help="Seconds between two looks.", rich_help_panel=WATCHING)
]
Settle = Annotated[
    float,
    typer.Option(
        min=0, help="Seconds for which a file must not have changed.", rich_help_panel=WATCHING
    ),
]
Once = Annotated[
    bool, typer.Option("--once", help="End when nothing is left.", rich_help_panel=WATCHING)
]
RetryFailed = Annotated[
    bool,
    typer.Option("--retry-failed", help="Try what failed once more.", rich_help_panel=WATCHING),
]
State = Annotated[
    Path | None,
    typer.Option(
        help=r"Folder for what has been done. \[below ~/.local/state]", rich_help_panel=WATCHING
    ),
]


def add_watch(
    cli: typer.Typer, engine: Callable[[], LocalEngine], places: Callable[[], WatchedPlaces]
) -> None:
    """Add the command."""

    @cli.command(cls=WhisperSpelling, rich_help_panel=HERE, epilog=EXAMPLE)
    @spread
    def watch(
        *,
        place: Place,
        to: To = None,
        forms: Formats = "txt",
        done: Done = None,
        failed: Failed = None,
        every: Every = 2.0,
        settle: Settle = 5.0,
        once: Once = False,
        retry_failed: RetryFailed = False,
        state: State = None,
        quiet: Quiet = False,
        model: options.Model = None,
        asked: options.AskedOptions,
        laid_out: options.AskedLayout,
        run: EngineFlags,
        at_once: AtOnce = None,
    ) -> None:
        """Transcribe each recording that is put into a folder, once.

        It goes on until it is stopped, and continues after a restart. Exit codes with --once: 0 all
        went well, 1 something failed or is left.
        """
        order = WatchOrder(
            places=AskedPlaces(place, to, done, failed, state),
            engine=run.choice(model),
            options=options.transcription_options(asked),
            layout=options.subtitle_layout(laid_out),
            forms=read_forms(forms),
            every_seconds=every,
            settle_seconds=settle,
            once=once,
            again=retry_failed,
            at_once=at_once,
            quiet=quiet,
        )
        if not carry_out(order, engine, places) and once:
            raise typer.Exit(1)
