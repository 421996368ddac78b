"""The recordings in `samples/`, and what is said in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.quality.scoring import count_errors, normalise

FOLDER: Final = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True)
class Sample:
    """A recording with its language (ISO 639-1)."""

    file: Path
    language: str

    @property
    def said(self) -> str:
        return self.file.with_suffix(".txt").read_text(encoding="utf-8")

    def assert_heard(self, text: str) -> None:
        """Fail unless every word is there, and none too many."""
        counts = count_errors(self.said, text, self.language)
        assert counts.errors == 0, text

    def assert_within(self, text: str) -> None:
        """Fail unless every word stands in the text, one behind the other."""
        said, all_of_it = (" ".join(normalise(each, self.language)) for each in (self.said, text))
        assert said in all_of_it, text


SAMPLES: Final = (
    Sample(FOLDER / "lighthouse.flac", "en"),
    Sample(FOLDER / "library-call.mp3", "en"),
    Sample(FOLDER / "playa.ogg", "es"),
)
