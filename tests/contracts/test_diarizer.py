"""The diarizer contract, over memory, and over a decorator that measures."""

import pytest
from prometheus_client import CollectorRegistry
from typing_extensions import override

from adapters.prometheus.diarizer import ObservedDiarizer
from application.ports.diarizer import Diarizer, ListeningRequest
from domain.job import BlobKey
from domain.speakers import SpeakerTurn
from tests.contracts.diarizer import DiarizerContract
from tests.memory.diarizer import MemoryDiarizer, Voices

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


class TestMemoryDiarizer(DiarizerContract):
    @pytest.fixture
    def diarizer(self) -> Diarizer:
        return MemoryDiarizer(RECORDINGS)

    @pytest.fixture
    def crippled(self) -> Diarizer:
        return MemoryDiarizer(RECORDINGS, is_available=False)

    @pytest.fixture
    def meeting(self) -> ListeningRequest:
        return ListeningRequest(BlobKey("meeting"))

    @pytest.fixture
    def silence(self) -> BlobKey:
        return BlobKey("silence")

    @pytest.fixture
    def broken(self) -> BlobKey:
        return BlobKey("broken")

    @pytest.fixture
    def sample(self) -> BlobKey:
        return BlobKey("sample")

    @pytest.fixture
    def stranger(self) -> BlobKey:
        return BlobKey("stranger")

    @pytest.fixture
    def short(self) -> BlobKey:
        return BlobKey("short")

    @pytest.fixture
    def mixed(self) -> BlobKey:
        return BlobKey("mixed")

    @pytest.fixture
    def silent(self) -> BlobKey:
        return BlobKey("silent")


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
