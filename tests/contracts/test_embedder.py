"""What every SubtitleEmbedder promises, and whether each adapter keeps it."""

from tempfile import TemporaryFile

import pytest

from adapters.sound.embedding import AvSubtitleEmbedder
from application.ports.embedder import KINDS, SubtitleEmbedder, Subtitles
from domain.errors.uploads import UnsupportedAudioError
from tests.memory.embedder import MemoryEmbedder
from tests.sound import encoded, tone

SRT = "1\n00:00:00,500 --> 00:00:01,000\nsaid\n\n"
FILM = encoded(tone(2.0), "mp4", pictures=True)


@pytest.fixture(params=[AvSubtitleEmbedder, MemoryEmbedder])
def embedder(request: pytest.FixtureRequest) -> SubtitleEmbedder:
    made: SubtitleEmbedder = request.param()
    return made


async def made(embedder: SubtitleEmbedder, text: str, kind: str) -> bytes:
    with TemporaryFile() as video, TemporaryFile() as output:
        video.write(FILM)
        video.flush()
        await embedder(video, Subtitles(text, "srt", "en"), output, kind=kind)
        output.seek(0)
        return output.read()


@pytest.mark.parametrize("kind", [each for each in KINDS if each != ".webm"])
async def test_the_new_file_has_more_than_the_video(embedder: SubtitleEmbedder, kind: str) -> None:
    assert len(await made(embedder, SRT, kind)) > 1000


@pytest.mark.parametrize(("text", "kind"), [(SRT, ".avi"), ("", ".mp4")])
async def test_what_cannot_be_done_is_refused(
    embedder: SubtitleEmbedder, text: str, kind: str
) -> None:
    with pytest.raises(UnsupportedAudioError):
        await made(embedder, text, kind)
