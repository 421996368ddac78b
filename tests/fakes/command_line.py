"""The command line over parts that a test chooses."""

from typing import Any

import typer

from entrypoints.cli.app import Commands, build_cli

GROUPS = ("service", "engine", "embedder", "users", "storage", "models", "doctor", "places")


def nobody_asked() -> Any:
    raise AssertionError("Nobody asked for these commands.")


def command_line(**groups: Any) -> typer.Typer:
    """Make it; the groups that are not given must not be needed."""
    return build_cli(Commands(**{**dict.fromkeys(GROUPS, nobody_asked), **groups}))
