"""Puts subtitles into videos, in a process of its own with limits."""

import asyncio
import json
import sys
from dataclasses import asdict, replace
from typing import BinaryIO, Final

from langcodes import Language
from typing_extensions import override

from adapters.sound.processes.command import program_environment
from application.ports.embedder import SubtitleEmbedder, Subtitles
from domain.errors.uploads import UnsupportedAudioError

_PROGRAM: Final = "adapters.sound.processes.embedding"
_MEMORY_BYTES: Final = 1 << 30
_TOO_MUCH: Final = "This video cannot be read within the limits of the service. It may be damaged."


class AvSubtitleEmbedder(SubtitleEmbedder):
    """Runs FFmpeg's libraries in another process, since a damaged video could crash this one."""

    @override
    async def __call__(
        self, video: BinaryIO, subtitles: Subtitles, output: BinaryIO, *, kind: str
    ) -> None:
        language = _three_letters(subtitles.language, kind)
        order = {"subtitles": asdict(replace(subtitles, language=language)), "kind": kind}
        files = video.fileno(), output.fileno()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", _PROGRAM, str(_MEMORY_BYTES), *map(str, files)),
            pass_fds=files,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=program_environment(),
        )
        try:
            answer, _ = await process.communicate(json.dumps(order).encode())
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            raise UnsupportedAudioError(_TOO_MUCH)
        if refused := json.loads(answer)["refused"]:
            raise UnsupportedAudioError(refused)


def _three_letters(language: str | None, kind: str) -> str | None:
    """Return the code of ISO 639-2: its terminological form in MP4, elsewhere the other one."""
    if language is None:
        return None
    variant = "T" if kind in {".mp4", ".m4v"} else "B"
    return Language.get(language).to_alpha3(variant=variant)
