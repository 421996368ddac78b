"""Port: makes files for word processors and for printing from a transcript."""

from dataclasses import dataclass
from typing import Final, Protocol

from domain.paragraphs import Paragraph

MOST_CHARACTERS: Final = 2_000_000
"""The longest text that is printed, some 30 hours of speech; it is held in memory as a whole."""


@dataclass(frozen=True, slots=True)
class PrintedTranscript:
    """What is printed: a title, and paragraphs with or without their times.

    `language` (ISO 639-1) is that of the text, if it is known.
    """

    title: str
    language: str | None
    paragraphs: tuple[Paragraph, ...]
    times: bool = True


class Printer(Protocol):
    """Makes one format. It takes seconds for a long transcript, so it is called in a thread."""

    def __call__(self, transcript: PrintedTranscript) -> bytes:
        """Make the file. Any text can be printed; what cannot be shown is said in the file.

        Raises InvalidRequestError if that needs more time or memory than the service allows.
        """
