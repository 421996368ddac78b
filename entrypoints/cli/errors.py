"""End the program with a sentence when the command line is wrong."""

from typing import NoReturn

import typer


def refuse(sentence: str) -> NoReturn:
    """End with usage help and exit code 2: what was asked for cannot be meant."""
    raise typer.BadParameter(sentence)
