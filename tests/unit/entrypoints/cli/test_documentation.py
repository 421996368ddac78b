"""What the documentation and the help texts say can be typed, can be typed."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from rich.text import Text

from tests.fakes.command_line import command_line

ROOT = Path(__file__).parents[4]
PAGES = ("README.md", "docs/cli.md", "docs/operations.md")
CALL = re.compile(r"^(?:.*[|;] *)?(?:[A-Z_]+=\S+ +)*(?:\.venv/bin/)?transcriber (?P<rest>.+)$")
SHELL = {"&&", "|", "<", ">", ";", "||"}
PROGRAM: Any = typer.main.get_command(command_line())


def calls(text: str) -> Iterator[list[str]]:
    """Find what follows `transcriber` in each line, up to where the shell's own part begins."""
    for line in text.splitlines():
        found = CALL.match(line.strip())
        if found:
            words = shlex.split(found["rest"], comments=True)
            ends = [n for n, word in enumerate(words) if word in SHELL]
            yield words[: ends[0]] if ends else words


def documented() -> list[list[str]]:
    pages = [(ROOT / page).read_text() for page in PAGES]
    blocks = [block for page in pages for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)]
    return [call for block in blocks for call in calls(block)]


def commands(group: Any = PROGRAM) -> Iterator[Any]:
    for command in group.commands.values():
        if hasattr(command, "commands"):
            yield from commands(command)
        else:
            yield command


def understood(words: list[str]) -> None:
    """Parse without running. Raises what would be shown as a usage error."""
    command, context = PROGRAM, PROGRAM.make_context("transcriber", list(words))
    while hasattr(command, "commands"):
        name, command, words = command.resolve_command(context, words)
        context = command.make_context(name, list(words), parent=context)


@pytest.mark.parametrize("words", documented(), ids=" ".join)
def test_what_is_documented_can_be_typed(words: list[str]) -> None:
    understood(words)


@pytest.mark.parametrize("command", list(commands()), ids=lambda command: str(command.name))
def test_no_default_is_taken_for_markup(command: Any) -> None:
    for text in (option.help for option in command.params if option.help):
        assert Text.from_markup(text).plain == text.replace(r"\[", "[")


@pytest.mark.parametrize("command", list(commands()), ids=lambda command: str(command.name))
def test_the_example_of_every_command_can_be_typed(command: Any) -> None:
    example = command.epilog.removeprefix("Example: ")
    (words,) = calls(example)
    assert command.name in words
    understood(words)


def test_the_documentation_shows_every_command() -> None:
    shown = {word for call in documented() for word in call[:2]}
    described = (ROOT / "docs" / "cli.md").read_text()
    missing = [c.name for c in commands() if c.name not in shown and f"`{c.name}`" not in described]
    assert missing == []
