"""The diarizer contract, over memory, a decorator that measures, and networks on made-up voices."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from prometheus_client import CollectorRegistry
from typing_extensions import override

from adapters.diarization.diarizer import OnnxDiarizer
from adapters.diarization.models import SpeakerModels
from adapters.diarization.pace import Pace
from adapters.prometheus.diarizer import ObservedDiarizer
from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.ports.diarizer import Diarizer, KnownVoice, Listened
from domain.job import BlobKey
from domain.speakers import SpeakerTurn
from tests.blobs import stored
from tests.contracts.diarizer import DiarizerContract
from tests.memory.diarizer import MemoryDiarizer, Voices
from tests.processes import decoding_processes
from tests.sound import encoded, nothing
from tests.spoken import sample
from tests.two_voices import call, part

MEETING = Voices(
    turns=(
        SpeakerTurn(0.5, 70.0, "zoe"),
        SpeakerTurn(65.0, 130.0, "adam"),
        SpeakerTurn(150.0, 190.0, "zoe"),
    ),
    duration_seconds=200.0,
)


def one_voice(speaker: str, seconds: float) -> Voices:
    return Voices((SpeakerTurn(0.0, seconds, speaker),), seconds)


RECORDINGS = {
    BlobKey("meeting"): MEETING,
    BlobKey("silence"): Voices((), 70.0),
    BlobKey("broken"): None,
    BlobKey("sample"): one_voice("zoe", 5.0),
    BlobKey("stranger"): one_voice("eve", 5.0),
    BlobKey("short"): one_voice("zoe", 1.0),
    BlobKey("mixed"): Voices((SpeakerTurn(0, 2, "zoe"), SpeakerTurn(2, 4, "adam")), 4.0),
    BlobKey("silent"): Voices((), 5.0),
}


def test_biometric_data_is_not_written_where_its_holder_is() -> None:
    assert "secret" not in repr(Listened(60.0, b"secret", 0.5))
    assert "secret" not in repr(KnownVoice("Anna", b"secret"))


class TestMemoryDiarizer(DiarizerContract):
    @pytest.fixture
    def diarizer(self) -> Diarizer:
        return MemoryDiarizer(RECORDINGS)

    @pytest.fixture
    def crippled(self) -> Diarizer:
        return MemoryDiarizer(RECORDINGS, is_available=False)


class TestObservedDiarizer(TestMemoryDiarizer):
    @pytest.fixture
    @override
    def diarizer(self) -> Diarizer:
        return ObservedDiarizer(MemoryDiarizer(RECORDINGS), CollectorRegistry())

    @pytest.fixture
    @override
    def crippled(self) -> Diarizer:
        absent = MemoryDiarizer(RECORDINGS, is_available=False)
        return ObservedDiarizer(absent, CollectorRegistry())


@cache
def recordings() -> Mapping[str, bytes]:
    sounds = {
        "meeting": np.concatenate((call(), nothing(45.0), call(), nothing(36.0))),
        "silence": nothing(70.0),
        "sample": part(0.6, 5.3),
        "stranger": sample(),
        "short": part(0.6, 1.6),
        "mixed": part(2.0, 9.0),
        "silent": nothing(5.0),
    }
    return {name: encoded(sound) for name, sound in sounds.items()}


@pytest.mark.slow
class TestOnnxDiarizer(DiarizerContract):
    @pytest.fixture
    async def blobs(self, tmp_path: Path) -> ObstoreBlobStore:
        blobs = ObstoreBlobStore.from_url(f"file://{tmp_path}/audio")
        for name, content in recordings().items():
            await stored(blobs, name, content)
        await stored(blobs, "broken", b"not a recording" * 100)
        return blobs

    @pytest.fixture
    def diarizer(self, blobs: ObstoreBlobStore) -> Diarizer:
        # Windows at a wider step than usual, since the recordings are heard again and again.
        return OnnxDiarizer(blobs=blobs, processes=decoding_processes(), pace=Pace(fine_step=5.0))

    @pytest.fixture
    def crippled(self, blobs: ObstoreBlobStore, tmp_path: Path) -> Diarizer:
        models = SpeakerModels(tmp_path)
        return OnnxDiarizer(blobs=blobs, processes=decoding_processes(), models=models)
