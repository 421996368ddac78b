"""The command `listen`."""

import sys
from collections.abc import Callable
from typing import Annotated, Final

import typer

from entrypoints.cli import options
from entrypoints.cli.errors import refuse
from entrypoints.cli.interruption import run_to_the_end
from entrypoints.cli.listen.listen import ListenOrder, listen
from entrypoints.cli.listen.sound import pieces_of
from entrypoints.cli.option_groups import spread
from entrypoints.cli.presenting import HERE
from entrypoints.cli.printable import printable
from entrypoints.cli.transcribe.engine import LocalEngine
from entrypoints.cli.transcribe.engine_flags import EngineFlags

EXAMPLE: Final = "Example: arecord -q -f S16_LE -r 16000 -c 1 | transcriber listen --language en"

Sound = Annotated[str, typer.Argument(help="Only - for standard input: a WAV file or raw samples.")]
Rate = Annotated[int, typer.Option(help="Samples a second of raw 16-bit sound: 16000 or 24000.")]
Language = Annotated[
    str | None, typer.Option("--language", "-l", help="Language spoken, a code or a name.")
]
Prompt = Annotated[str | None, typer.Option(help="Text that might stand before.")]
Hotwords = Annotated[str | None, typer.Option(help="Words to expect, such as names.")]


def add_listen(cli: typer.Typer, engine: Callable[[], LocalEngine]) -> None:
    """Add the command."""

    @cli.command("listen", rich_help_panel=HERE, epilog=EXAMPLE)
    @spread
    def listen_command(
        *,
        sound: Sound = "-",
        rate: Rate = 16_000,
        model: options.Model = None,
        language: Language = None,
        prompt: Prompt = None,
        hotwords: Hotwords = None,
        run: EngineFlags,
    ) -> None:
        """Print what somebody says, while they say it.

        Words are printed once they are certain, and each turn ends a line. It ends with the sound.
        """
        if sound != "-":
            refuse("listen reads standard input. For a file use: transcriber transcribe FILE")
        order = ListenOrder(
            pieces=pieces_of(sys.stdin.buffer),
            rate=rate,
            engine=run.choice(model),
            options=options.transcription_options(
                options.AskedOptions(language=language, prompt=prompt, hotwords=hotwords)
            ),
            flowing=sys.stdout.isatty(),
        )
        run_to_the_end(listen(order, engine(), _say, _told), farewell="")


def _say(text: str) -> None:
    sys.stdout.write(printable(text.removesuffix("\n")) + "\n" * text.endswith("\n"))
    sys.stdout.flush()


def _told(share: float | None) -> None:
    if share is not None:
        typer.echo(f"The model is being downloaded: {share:.0%}", err=True)
