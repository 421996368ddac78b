"""Passwords, typed or piped; never given as an argument, which others on the machine see."""

import sys

import typer

from entrypoints.cli.errors import refuse


def piped_secret(what: str) -> str:
    """Read a line of standard input. Ends the program in words where there is none."""
    secret = sys.stdin.readline().rstrip("\r\n")
    if not secret:
        refuse(f"Standard input holds no {what}.")
    return secret


def asked(what: str, *, default: str | None = None) -> str:
    """Ask somebody for something that may be seen."""
    answer: str = typer.prompt(what, default=default, err=True)
    return answer


def asked_password(what: str, *, twice: bool = False) -> str:
    """Ask for a password, which is not shown; `twice` where a slip would shut somebody out."""
    answer: str = typer.prompt(what, hide_input=True, confirmation_prompt=twice, err=True)
    return answer


def ensure_terminal(instead: str) -> None:
    """Return if somebody can be asked. Ends the program in words otherwise."""
    if not sys.stdin.isatty():
        refuse(f"Nobody can be asked here: {instead}.")
