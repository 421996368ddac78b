from contextlib import aclosing

import pytest

from application.jobs.transcribe_file import TranscribeFile
from application.ports.probe import SoundTrack
from application.ports.transcriber import Ended, Heard
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey
from domain.options import ModelName, TranscriptionOptions
from tests.fakes.transcriber import ScriptedTranscriber
from tests.memory.models import MemoryModelCatalog
from tests.memory.probe import MemoryAudioProbe

TALK = BlobKey("talk.wav")
SILENT = BlobKey("silent.mp4")
TRACK = SoundTrack("wav", "pcm_s16le", 16_000, 1, 2.0)


@pytest.fixture
def transcriber() -> ScriptedTranscriber:
    return ScriptedTranscriber("one", "two")


@pytest.fixture
def transcribe(transcriber: ScriptedTranscriber) -> TranscribeFile:
    probe = MemoryAudioProbe({TALK: TRACK, SILENT: None})
    return TranscribeFile(probe, MemoryModelCatalog(ModelName("small")), transcriber)


async def test_first_comes_what_the_file_claims_and_then_what_is_heard(
    transcribe: TranscribeFile, transcriber: ScriptedTranscriber
) -> None:
    updates = [update async for update in transcribe(TALK, TranscriptionOptions())]
    assert updates[0] == TRACK
    assert [type(update) for update in updates[1:]] == [Heard, Heard, Ended]
    assert transcriber.requests[0].model == "small"


async def test_a_file_without_sound_never_reaches_the_engine(
    transcribe: TranscribeFile, transcriber: ScriptedTranscriber
) -> None:
    with pytest.raises(UnsupportedAudioError):
        await anext(transcribe(SILENT, TranscriptionOptions()))
    assert transcriber.requests == []


async def test_leaving_stops_the_work(
    transcribe: TranscribeFile, transcriber: ScriptedTranscriber
) -> None:
    async with aclosing(transcribe(TALK, TranscriptionOptions())) as updates:
        await anext(updates)
        await anext(updates)
        assert transcriber.open == 1
    assert transcriber.open == 0
