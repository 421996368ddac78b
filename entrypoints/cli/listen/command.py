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

Server = Annotated[
    str | None, typer.Option("--server", help="Send it to this server, as a live job.")
]
Title = Annotated[str | None, typer.Option(help="Title of the job on the server.")]


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
        server: Server = None,
        title: Title = None,
        run: EngineFlags,
    ) -> None:
        """Print what somebody says, while they say it.

        Words are printed once they are certain, and each turn ends a line. It ends with the sound.
        With --server a server does the work, and keeps it as a job.
        """
        if sound != "-":
            refuse("listen reads standard input. For a file use: transcriber transcribe FILE")
        if server is not None:
            asked = {"language": language, "prompt": prompt, "hotwords": hotwords}
            _listen_afar(server, rate, {**asked, "model": model, "title": title})
            return
        if title is not None:
            refuse("--title is that of the job on a server: give --server, too.")
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


def _listen_afar(server: str, rate: int, options: dict[str, str | None]) -> None:
    from entrypoints.cli.listen.afar import AfarOrder, listen_afar
    from entrypoints.cli.remote.address import account

    order = AfarOrder(
        pieces=pieces_of(sys.stdin.buffer),
        rate=rate,
        options={name: value for name, value in options.items() if value is not None},
        flowing=sys.stdout.isatty(),
        say=_say,
        tell=lambda text: typer.echo(printable(text), err=True),
    )
    run_to_the_end(listen_afar(order, account(server)), farewell="Stopped.")


def _say(text: str) -> None:
    sys.stdout.write(printable(text.removesuffix("\n")) + "\n" * text.endswith("\n"))
    sys.stdout.flush()


def _told(share: float | None) -> None:
    if share is not None:
        typer.echo(f"The model is being downloaded: {share:.0%}", err=True)
