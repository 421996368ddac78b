"""An embedder that writes the subtitles behind the video."""

from typing import BinaryIO

from typing_extensions import override

from application.ports.embedder import KINDS, SubtitleEmbedder, Subtitles
from domain.errors.uploads import UnsupportedAudioError


class MemoryEmbedder(SubtitleEmbedder):
    """Remembers what it was asked for; `refusal` is why it refuses everything."""

    def __init__(self) -> None:
        self.asked: list[tuple[Subtitles, str]] = []
        self.refusal: str | None = None

    @override
    async def __call__(
        self, video: BinaryIO, subtitles: Subtitles, output: BinaryIO, *, kind: str
    ) -> None:
        if kind not in KINDS:
            raise UnsupportedAudioError(f"Subtitles can be put into {', '.join(KINDS)} files only.")
        if not subtitles.text:
            raise UnsupportedAudioError("There are no subtitles that could be put into the video.")
        if self.refusal:
            raise UnsupportedAudioError(self.refusal)
        self.asked.append((subtitles, kind))
        video.seek(0)
        output.write(video.read() + b" with subtitles")
        output.flush()
