"""The engine for tests: real decoding, speech detection and scheduling, on a fake device."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from adapters.sound.processes.pool import DecodingProcesses
from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.whisper.lanes.front_end_semaphore import FrontEndSemaphore
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import Pace, Placement, Retention
from adapters.whisper.transcriber import WhisperTranscriber
from application.ports.model_store import ModelStore
from application.ports.transcriber import Ended, Heard, TranscriptionRequest, Update
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage, Passage, Segment
from tests.blobs import stored
from tests.fakes.whisper_model import FakeDevice, FakeWhisperModel, model_folder
from tests.memory.model_store import MemoryModelStore
from tests.processes import decoding_processes

FAKE = ModelName("fake")
ONE_LANE = Placement(device="cuda", compute_type="default", lanes=1, max_batch=4)


class Engine:
    """A transcriber over a folder of its own; `say` transcribes, `ask` hands out the generator."""

    def __init__(
        self,
        folder: Path,
        *,
        store: ModelStore | None = None,
        model: ModelName = FAKE,
        placement: Placement = ONE_LANE,
        pace: Pace | None = None,
        retention: Retention | None = None,
        front_ends: FrontEndSemaphore | None = None,
        processes: DecodingProcesses | None = None,
    ) -> None:
        self.device = FakeDevice()
        self.blobs = ObstoreBlobStore.from_url(f"file://{folder}/audio")
        self.model = model
        if store is None:
            fake = MemoryModelStore({FAKE: model_folder(folder / "fake")})
            self.pool = ModelPool(store=fake, placement=placement, open_model=self._open)
        else:
            self.pool = ModelPool(store=store, placement=placement, retention=retention)
        self.transcriber = WhisperTranscriber(
            pool=self.pool,
            blobs=self.blobs,
            processes=processes or decoding_processes(),
            pace=pace,
            front_ends=front_ends,
        )
        self._stored = 0

    def _open(self, *_: object, **__: object) -> FakeWhisperModel:
        return FakeWhisperModel(self.device)

    async def request(
        self,
        content: bytes,
        options: TranscriptionOptions | None = None,
        *,
        resume_after: Passage | None = None,
        detected: DetectedLanguage | None = None,
    ) -> TranscriptionRequest:
        """Store audio and ask for its transcript."""
        self._stored += 1
        key = await stored(self.blobs, f"upload-{self._stored}", content)
        return TranscriptionRequest(
            key, self.model, options or TranscriptionOptions(), resume_after, detected
        )

    async def ask(
        self, content: bytes, options: TranscriptionOptions | None = None
    ) -> AsyncGenerator[Update, None]:
        """Begin to transcribe."""
        return self.transcriber.transcribe(await self.request(content, options))

    async def say(
        self, content: bytes, options: TranscriptionOptions | None = None
    ) -> tuple[list[Segment], Ended]:
        """Transcribe to the end."""
        segments: list[Segment] = []
        async with aclosing(await self.ask(content, options)) as updates:
            async for update in updates:
                if isinstance(update, Ended):
                    return segments, update
                if isinstance(update, Heard):
                    segments += update.passage.segments
        raise AssertionError("the transcriber never came to an end")
