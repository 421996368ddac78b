"""The live transcriber contract, over letters and over the engine with a model of digits."""

from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest

from adapters.sound.listening import SileroSpeechDetectors
from adapters.whisper.live import WhisperLiveTranscriber
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.recognition.partials import (
    PartialRecogniser,
    PartialRequest,
    PartialResult,
)
from adapters.whisper.settings import Placement
from application.ports.live_transcriber import LiveTranscriber, Utterance
from application.ports.speech_detector import Frame
from domain.live.settings import SoundFormat
from domain.options import ModelName, TranscriptionOptions
from tests.contracts.live_transcriber import ADA, LiveTranscriberContract
from tests.digits_model import DIGITS, digits_store
from tests.memory.live import MemoryLiveTranscriber
from tests.spoken import sample

SPOKEN_SAMPLES = 56_000  # the first four digits of the sample


class TestMemoryLiveTranscriber(LiveTranscriberContract):
    @pytest.fixture
    def model(self) -> ModelName:
        return ModelName("letters")

    @pytest.fixture
    def transcriber(self, model: ModelName) -> LiveTranscriber:
        return MemoryLiveTranscriber(models=[model])

    @pytest.fixture
    def frames(self) -> Sequence[Frame]:
        return [Frame(bytes([letter]), 1.0) for letter in b"aaaabbbbcccc"]

    @pytest.fixture
    def words(self) -> Sequence[str]:
        return ["a", "b", "c"]


@pytest.mark.slow
class TestWhisperLiveTranscriber(LiveTranscriberContract):
    @pytest.fixture
    def model(self) -> ModelName:
        return DIGITS

    @pytest.fixture
    async def transcriber(self) -> AsyncIterator[LiveTranscriber]:
        pool = ModelPool(store=digits_store())
        yield WhisperLiveTranscriber(pool)
        await pool.close()

    @pytest.fixture
    async def frames(self) -> Sequence[Frame]:
        pcm = (sample()[:SPOKEN_SAMPLES] * 32_767).astype(np.int16).tobytes()
        return await SileroSpeechDetectors().open(SoundFormat.PCM_16_KHZ).feed(pcm)

    @pytest.fixture
    def words(self) -> Sequence[str]:
        return ["three", "one", "four", "one"]


@pytest.mark.slow
async def test_hypotheses_are_greedy_while_there_are_more_sessions_than_lanes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = list[int]()

    def recorded(_: PartialRecogniser, request: PartialRequest) -> PartialResult:
        searched.append(request.options.beam_size)
        return PartialResult(None, "en")

    monkeypatch.setattr(PartialRecogniser, "__call__", recorded)
    pool = ModelPool(store=digits_store(), placement=Placement(lanes=1))
    transcriber = WhisperLiveTranscriber(pool)
    options = TranscriptionOptions(language="en", beam_size=5)
    said = Utterance(0, (Frame(bytes(1024), 1.0),) * 32)
    async with transcriber.open(DIGITS, options, owner=ADA) as first:
        await first.hypothesis(lambda: said)
        async with transcriber.open(DIGITS, options, owner=ADA):
            await first.hypothesis(lambda: said)
        await first.hypothesis(lambda: said)
    await pool.close()
    assert searched == [5, 1, 5]
