"""Print results as text or JSON, and share options that many commands have."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from entrypoints.cli.printable import json_printable

ServerOption = Annotated[
    str | None,
    typer.Option("--server", help="Address [TRANSCRIBER_SERVER, or where you logged in last]."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
# Under which the help lists the commands.
HERE: Final = "Here, without a server"
AFAR: Final = "On a server, from afar"
SERVICE: Final = "Run a service"
UPKEEP: Final = "Look after it"
FAILED: Final = frozenset({"failed", "cancelled", "refused"})


def present(data: dict[str, Any], words: str, *, as_json: bool) -> None:
    """Print it for a program or for a person; `words` are printable already."""
    document = json.dumps(data, indent=2, ensure_ascii=False) if as_json else ""
    typer.echo(json_printable(document) if as_json else words)


def fail_unless_completed(jobs: Sequence[dict[str, Any]]) -> None:
    """End with exit code 1 where something went wrong."""
    if any(job["status"] in FAILED for job in jobs):
        raise typer.Exit(1)
