"""Print what is said while it is found, with its times, as openai-whisper does."""

from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import Final

import typer

from domain.transcript import Segment, Word
from entrypoints.cli.printable import printable

Print = Callable[[Segment], None]

# Words that are less probable have this colour; the others are sure.
_UNSURE: Final = ((0.5, "bold red"), (0.8, "yellow"))
_SURE: Final = "green"


class Spoken(Enum):
    """How it is printed."""

    PLAIN = auto()
    COLOURED = auto()


def printer(how: Spoken) -> Print:
    """Return what prints a segment to standard output.

    Where that is no terminal there are no colours, unless FORCE_COLOR is set.
    """
    if how is Spoken.PLAIN:
        return lambda segment: typer.echo(f"{_times(segment)} {printable(segment.text.strip())}")
    # rich takes a tenth of a second to import
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    return lambda segment: console.print(
        Text.assemble(f"{_times(segment)} ", *_coloured(segment)), soft_wrap=True
    )


def _coloured(segment: Segment) -> Iterator[tuple[str, str]]:
    for word in segment.words or ():
        yield printable(word.text), _colour(word)


def _colour(word: Word) -> str:
    return next((colour for least, colour in _UNSURE if word.probability < least), _SURE)


def _times(segment: Segment) -> str:
    return f"[{_clock(segment.start)} --> {_clock(segment.end)}]"


def _clock(seconds: float) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    shown = f"{minute:02}:{second:02}.{milliseconds:03}"
    return f"{hours:02}:{shown}" if hours else shown
