"""What is uploaded: every upload differs in its bytes, never in what is said."""

from dataclasses import dataclass

import numpy as np

from tests.sound import encoded
from tests.spoken import sample

LANGUAGES = ("en", "de", "fr", "es")
LONG = 12  # repetitions of eight seconds: some passages


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recording, and how many digits are read out in it."""

    name: str
    sound: bytes
    digits: int

    def copy(self, number: int) -> bytes:
        """Add a chunk that no decoder looks at (RIFF), so that no two uploads are the same."""
        return self.sound + b"note" + (8).to_bytes(4, "little") + number.to_bytes(8, "little")


def recordings() -> list[Spoken]:
    """Make short and long ones, in four languages."""
    return [
        Spoken(f"{language}-{times}", encoded(np.tile(sample(language), times)), 8 * times)
        for times in (1, LONG)
        for language in LANGUAGES
    ]
