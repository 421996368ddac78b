"""Read passwords from a prompt or a pipe, never from arguments, which other users can see."""

import sys

import typer

from entrypoints.cli.errors import refuse


def piped_secret(what: str) -> str:
    """Read a line from standard input. Ends the program with a sentence if there is none."""
    secret = sys.stdin.readline().rstrip("\r\n")
    if not secret:
        refuse(f"Standard input holds no {what}.")
    return secret


def asked(what: str, *, default: str | None = None) -> str:
    """Prompt for a value that is shown while it is typed."""
    answer: str = typer.prompt(what, default=default, err=True)
    return answer


def asked_password(what: str, *, twice: bool = False) -> str:
    """Prompt for a password, which is not shown; `twice` guards against a typing mistake."""
    answer: str = typer.prompt(what, hide_input=True, confirmation_prompt=twice, err=True)
    return answer


def ensure_terminal(instead: str) -> None:
    """Check that there is a terminal. Ends the program with a sentence otherwise."""
    if not sys.stdin.isatty():
        refuse(f"Nobody can be asked here: {instead}.")
