from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from entrypoints.cli.option_groups import spread


@dataclass(frozen=True)
class Size:
    width: Annotated[int, typer.Option("--width", "-w")] = 1
    height: int | None = None


def printed(*args: str) -> str:
    cli = typer.Typer()

    @cli.command()
    @spread
    def draw(*, name: str, size: Size, colour: str = "black") -> None:
        """Draw."""
        typer.echo(f"{name} {size} {colour}")

    return CliRunner().invoke(cli, args).output.strip()


def test_each_field_of_a_group_is_an_option_of_its_own() -> None:
    assert printed("box", "-w", "2", "--height", "3") == "box Size(width=2, height=3) black"


def test_what_is_left_out_of_a_group_has_its_default() -> None:
    assert printed("box", "--colour", "red") == "box Size(width=1, height=None) red"


def test_the_help_shows_the_fields_and_no_group() -> None:
    text = printed("--help")
    assert "--width" in text
    assert "--height" in text
    assert "--size" not in text
