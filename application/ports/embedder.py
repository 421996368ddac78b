"""Port: puts subtitles into a video."""

from abc import abstractmethod
from pathlib import Path
from typing import Protocol


class SubtitleEmbedder(Protocol):
    """Copies a video with one subtitle track more; picture and sound stay as they are."""

    @abstractmethod
    async def __call__(
        self, video: Path, subtitles: Path, output: Path, *, kind: str, language: str | None = None
    ) -> None:
        """Write a new file of a kind, as `.mp4`; `language` is an ISO 639 code.

        Raises UnsupportedAudioError. If it is cancelled, no process goes on.
        """
