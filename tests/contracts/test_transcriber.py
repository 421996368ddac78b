"""The transcriber contract, over memory and over the engine on a device that is made up."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import Pace, Placement
from adapters.whisper.transcriber import WhisperTranscriber
from application.ports.transcriber import (
    Begun,
    Heard,
    Prepared,
    Preparing,
    Transcriber,
    TranscriptionRequest,
)
from domain.job import BlobKey
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage
from tests.blobs import stored
from tests.contracts.transcriber import TranscriberContract
from tests.fakes.whisper_model import FakeDevice, FakeWhisperModel, model_folder
from tests.memory.model_store import MemoryModelStore
from tests.memory.transcriber import MemoryTranscriber, Recital
from tests.processes import decoding_processes
from tests.samples import a_passage
from tests.sound import encoded, nothing
from tests.spoken import talk as spoken

MODEL = ModelName("fake")


class TestMemoryTranscriber(TranscriberContract):
    @pytest.fixture
    def talk(self) -> TranscriptionRequest:
        return TranscriptionRequest(BlobKey("talk"), MODEL, TranscriptionOptions())

    @pytest.fixture
    def silence(self) -> BlobKey:
        return BlobKey("silence")

    @pytest.fixture
    def broken(self) -> BlobKey:
        return BlobKey("broken")

    @pytest.fixture
    def transcriber(self, silence: BlobKey, broken: BlobKey) -> Transcriber:
        words = enumerate(("one", "two", "three"))
        passages = tuple(a_passage(f" {word}", start=float(n), end=n + 1.0) for n, word in words)
        talk = Recital(passages, 3.0, DetectedLanguage("en", 0.9))
        recitals = {BlobKey("talk"): talk, silence: Recital((), 5.0), broken: None}
        return MemoryTranscriber(recitals, models=[MODEL])


@pytest.mark.slow
class TestWhisperTranscriber(TranscriberContract):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> ObstoreBlobStore:
        return ObstoreBlobStore.from_url(f"file://{tmp_path}/audio")

    @pytest.fixture(params=[False, True], ids=["parallel", "conditioned"])
    async def talk(
        self, blobs: ObstoreBlobStore, request: pytest.FixtureRequest
    ) -> TranscriptionRequest:
        audio = encoded(spoken(*[2.0] * 11))
        options = TranscriptionOptions(
            condition_on_previous_text=request.param, prompt="seven", word_timestamps=request.param
        )
        return TranscriptionRequest(await stored(blobs, "talk", audio), MODEL, options)

    @pytest.fixture
    async def silence(self, blobs: ObstoreBlobStore) -> BlobKey:
        return await stored(blobs, "silence", encoded(nothing(40.0)))

    @pytest.fixture
    async def broken(self, blobs: ObstoreBlobStore) -> BlobKey:
        return await stored(blobs, "broken", b"nothing of the kind " * 100)

    @pytest.fixture
    async def transcriber(
        self, blobs: ObstoreBlobStore, tmp_path: Path
    ) -> AsyncIterator[Transcriber]:
        pool = ModelPool(
            store=MemoryModelStore({MODEL: model_folder(tmp_path / "fake")}),
            placement=Placement(device="cuda", compute_type="default", lanes=2, max_batch=3),
            open_model=lambda *_, **__: FakeWhisperModel(FakeDevice()),
        )
        yield WhisperTranscriber(
            pool=pool,
            blobs=blobs,
            processes=decoding_processes(),
            pace=Pace(windows_per_passage=1),
        )
        await pool.close()

    async def test_it_tells_that_the_model_is_awaited_and_when_it_is_ready(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        async with aclosing(transcriber.transcribe(talk)) as updates:
            kinds = [type(update) async for update in updates]
        first = kinds.index(Prepared)
        assert set(kinds[:first]) == {Preparing}
        assert kinds[first + 1] in {Begun, Heard}
        async with aclosing(transcriber.transcribe(talk)) as updates:
            assert isinstance(await anext(updates), Begun | Heard)
