"""Store outcomes in a JSON-lines file, so that an interrupted run can be resumed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from benchmarks.quality.outcome import Outcome, outcome_from


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file of outcomes that were all made with the same setting (model, beam, device ...).

    A later line replaces an earlier one of the same subject and recording.
    """

    file: Path
    setting: Mapping[str, Any]

    def read(self) -> Mapping[tuple[str, str], Outcome]:
        """Return the outcomes with this setting, by subject and recording."""
        if not self.file.exists():
            return {}
        outcomes: dict[tuple[str, str], Outcome] = {}
        for line in self.file.read_text(encoding="utf-8").splitlines():
            if (values := _whole(line)) and values["setting"] == self.setting:
                outcome = outcome_from(values["outcome"])
                outcomes[outcome.subject, outcome.file] = outcome
        return outcomes

    def add(self, outcome: Outcome) -> None:
        """Append an outcome."""
        line = json.dumps(
            {"setting": self.setting, "outcome": outcome.values()}, ensure_ascii=False
        )
        with self.file.open("ab+") as file:
            file.write(f"{_line_break(file)}{line}\n".encode())


def _line_break(file: BinaryIO) -> str:
    """End the line that a killed run did not finish."""
    if not file.tell():
        return ""
    file.seek(-1, SEEK_END)
    return "" if file.read(1) == b"\n" else "\n"


def _whole(line: str) -> dict[str, Any] | None:
    """Read a line; the one that was being written when a run was killed does not count."""
    try:
        values = json.loads(line)
    except ValueError:
        return None
    return values if isinstance(values, dict) else None
