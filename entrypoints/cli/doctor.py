"""The command `doctor`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

import typer

from application.ports.examination import Finding, Verdict
from entrypoints.cli.presenting import UPKEEP, AsJson, present
from entrypoints.cli.service import DataDir

COLOURS: Final = {
    Verdict.OK: typer.colors.GREEN,
    Verdict.WARNING: typer.colors.YELLOW,
    Verdict.FAILED: typer.colors.RED,
}


class Doctor(Protocol):
    """Examines this installation."""

    def examine(self, *, data_dir: Path | None) -> Mapping[str, Finding]:
        """Return a finding for each part."""


def add_doctor(cli: typer.Typer, doctor: Callable[[], Doctor]) -> None:
    """Add the command."""

    @cli.command("doctor", rich_help_panel=UPKEEP, epilog="Example: transcriber doctor --json")
    def examine(data_dir: DataDir = None, as_json: AsJson = False) -> None:
        """Look at database, storage, model, disk, secrets and port; say what to do.

        Exit code 1 means that something must be mended before the service can work.
        """
        findings = doctor().examine(data_dir=data_dir)
        told = {
            name: {"verdict": each.verdict, "words": each.words, "advice": each.advice}
            for name, each in findings.items()
        }
        words = "\n".join(_lines(name, each) for name, each in findings.items())
        present({"findings": told}, words, as_json=as_json)
        if any(each.verdict is Verdict.FAILED for each in findings.values()):
            raise typer.Exit(1)


def _lines(name: str, finding: Finding) -> str:
    mark = typer.style(f"{finding.verdict:<8}", fg=COLOURS[finding.verdict])
    advice = f"\n{'':20}{finding.advice}" if finding.advice else ""
    return f"{mark}{name:<10}  {finding.words}{advice}"
