"""Port: puts subtitles into a video."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

KINDS: Final = (".mp4", ".m4v", ".mov", ".mkv", ".webm")
"""The endings of videos that can hold subtitles."""
MOST_SUBTITLE_BYTES: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Subtitles:
    """A subtitle file: its text, its format (`srt` or `vtt`), and its language (ISO 639)."""

    text: str
    form: str
    language: str | None = None


class SubtitleEmbedder(Protocol):
    """Copies a video with one subtitle track more; picture and sound stay as they are."""

    @abstractmethod
    async def __call__(
        self, video: BinaryIO, subtitles: Subtitles, output: BinaryIO, *, kind: str
    ) -> None:
        """Write a new file of one of the KINDS. Both files are on this disk.

        Raises UnsupportedAudioError. If it is cancelled, no process goes on.
        """
