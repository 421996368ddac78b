"""The outcome of one recording."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.job import Caveat
from domain.transcript import DetectedLanguage
from entrypoints.cli.transcribe.recordings import LocalRecording, readable


class Status(StrEnum):
    """What became of a recording."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one recording; `work_seconds` is how long it took."""

    recording: LocalRecording
    status: Status
    outputs: tuple[Path, ...] = ()
    detected: DetectedLanguage | None = None
    duration_seconds: float | None = None
    work_seconds: float = 0.0
    caveats: tuple[Caveat, ...] = ()
    error: str | None = None

    @property
    def sentence(self) -> str:
        """Format it as one line."""
        written = ", ".join(map(readable, self.outputs))
        match self.status:
            case Status.SKIPPED:
                return f"{self.recording.shown}: done before ({written}); --overwrite does it again"
            case Status.FAILED:
                return f"{self.recording.shown}: {self.error}"
            case Status.DONE:
                arrow = f" -> {written}" if written else ""
                notes = "".join(f"\n  Note: {caveat.message}" for caveat in self.caveats)
                return f"{self.recording.shown}: {self._figures()}{arrow}{notes}"

    def as_json(self) -> dict[str, Any]:
        """Format it as JSON."""
        return {
            "file": self.recording.shown,
            "status": self.status,
            "outputs": [readable(file) for file in self.outputs],
            "language": self.detected.code if self.detected else None,
            "language_probability": self.detected.probability if self.detected else None,
            "duration_seconds": self.duration_seconds,
            "work_seconds": round(self.work_seconds, 3),
            "warnings": [{"code": each.code, "message": each.message} for each in self.caveats],
            "error": self.error,
        }

    def _figures(self) -> str:
        duration = self.duration_seconds or 0.0
        language = f", {self.detected.code}" if self.detected else ""
        return (
            f"{duration:.1f} s{language}, in {self.work_seconds:.1f} s "
            f"({duration / max(self.work_seconds, 1e-9):.1f}x real time)"
        )
