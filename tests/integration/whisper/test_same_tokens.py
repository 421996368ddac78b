"""The same windows, padding and options give the same tokens as faster-whisper's batched pipeline.

Recordings are decoded and cut into windows by the engine; for the library, these are laid end to
end, and their edges given. The library pads with zeros and the engine with silence, so here the
library is made to pad with silence, too.
What the engine hears again, since it doubts it or since no word covers it, has nothing to compare
with there: first passes alone are compared, and every window has one.
"""

import io
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import faster_whisper.transcribe
import numpy as np
import pytest
from faster_whisper import BatchedInferencePipeline, WhisperModel

from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import open_media
from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.speech.window import Excerpt
from adapters.sound.speech.windows import spoken_windows
from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.whisper.features import padded
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.settings import AudioContext, Placement
from adapters.whisper.transcriber import WhisperTranscriber
from application.ports.transcriber import TranscriptionRequest
from domain.options import Task, TranscriptionOptions, VoiceActivity
from tests.blobs import stored
from tests.digits_model import DIGITS, DIGITS_FOLDER, digits_store
from tests.integration.whisper.recorder import Recorded, Recorder, recorded
from tests.processes import decoding_processes
from tests.sound import encoded
from tests.spoken import talk

ONE_EACH = Placement(device="cpu", lanes=2, max_batch=1)
REAL_SPEECH = Path(__file__).parents[4] / "shared" / "data" / "audio"


def recordings() -> Iterator[Any]:
    for language in ("en", "de"):
        yield pytest.param(encoded(talk(*[1.5] * 4, language=language)), id=language)
    for name in ("jfk.flac", "multilingual.mp3", "stereo_diarization.wav"):
        file = REAL_SPEECH / name
        reason = "needs ../shared/data"
        yield pytest.param(
            file.read_bytes() if file.exists() else b"",
            id=name,
            marks=pytest.mark.skipif(not file.exists(), reason=reason),
        )


@pytest.fixture(autouse=True)
def library_pads_with_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faster_whisper.transcribe, "pad_or_trim", padded)


def one_after_another(excerpts: list[Excerpt]) -> tuple[Samples, list[dict[str, float]]]:
    """Lay the windows end to end, and say where each lies, half a sample in against rounding."""
    edges = np.cumsum([0, *(len(excerpt.audio) for excerpt in excerpts)]) + 0.5
    clips = [
        {"start": start / SAMPLE_RATE_HZ, "end": end / SAMPLE_RATE_HZ}
        for start, end in pairwise(edges)
    ]
    return np.concatenate([excerpt.audio for excerpt in excerpts]), clips


def by_the_library(file: bytes, batch_size: int, **options: Any) -> Recorded:
    with open_media(io.BytesIO(file)) as media:
        blocks = SoundDecoder(media.container, media.track).blocks()
        joined, clips = one_after_another(list(spoken_windows(blocks, VoiceActivity())))
    model = WhisperModel(str(DIGITS_FOLDER), device="cpu", compute_type="int8", cpu_threads=2)
    model, recorder = recorded(model)
    pipeline = BatchedInferencePipeline(model)
    segments, _ = pipeline.transcribe(
        joined, clip_timestamps=clips, without_timestamps=True, batch_size=batch_size, **options
    )
    list(segments)
    return recorder.heard


async def by_the_engine(
    file: bytes, folder: Path, placement: Placement | None = None, **options: Any
) -> Recorder:
    """Transcribe; with batches, the first one waits until the next can be filled."""
    kept: list[Recorder] = []

    def opened(*where: Any, **how: Any) -> WhisperModel:
        model, recorder = recorded(WhisperModel(*where, **how))
        kept.append(recorder)
        recorder.before_first = partial(until_windows_wait, pool, pool_placement.max_batch or 1)
        return model

    blobs = ObstoreBlobStore.from_url(f"file://{folder}/audio")
    pool_placement = replace(placement or ONE_EACH, audio_context=AudioContext.FULL)
    pool = ModelPool(store=digits_store(), placement=pool_placement, open_model=opened)
    transcriber = WhisperTranscriber(pool=pool, blobs=blobs, processes=decoding_processes())
    wishes = TranscriptionOptions(temperature=0.0, **options)
    request = TranscriptionRequest(await stored(blobs, "talk", file), DIGITS, wishes)
    async with aclosing(transcriber.transcribe(request)) as updates:
        async for _ in updates:
            pass
    await pool.close()
    return kept[0]


def assert_first_passes_equal(engine: Recorder, library: Recorded) -> None:
    assert library
    first_passes = {window: engine.heard.get(window) for window in library}
    assert first_passes == library


def until_windows_wait(pool: ModelPool, windows: int) -> None:
    model = pool._models[DIGITS].model
    if model and windows > 1:
        with model.scheduler._changed:
            waiting = model.scheduler.count_waiting
            assert model.scheduler._changed.wait_for(lambda: waiting() >= windows, 30)


@pytest.mark.parametrize("file", list(recordings()))
@pytest.mark.parametrize("beam_size", [1, 5])
async def test_tokens_equal_the_librarys(file: bytes, beam_size: int, tmp_path: Path) -> None:
    library = by_the_library(file, 8, beam_size=beam_size, language="en")
    engine = await by_the_engine(file, tmp_path, beam_size=beam_size, language="en")
    assert_first_passes_equal(engine, library)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"prompt": "one two"}, {"initial_prompt": " one two"}),
        ({"hotwords": "nine"}, {"hotwords": "nine"}),
        ({"word_timestamps": True}, {"word_timestamps": True}),
        ({"language": "de"}, {"language": "de"}),
        ({"task": Task.TRANSLATE}, {"task": "translate"}),
    ],
    ids=["prompt", "hotwords", "words", "language", "task"],
)
async def test_tokens_equal_the_librarys_with_every_option(
    ours: dict[str, Any], theirs: dict[str, Any], tmp_path: Path
) -> None:
    file = encoded(talk(1.5, 1.5, 1.5))
    library = by_the_library(file, 4, **{"language": "en", **theirs})
    engine = await by_the_engine(file, tmp_path, **{"language": "en", **ours})
    assert_first_passes_equal(engine, library)


@pytest.mark.usefixtures("unmeasured")
async def test_tokens_equal_the_librarys_in_batches(tmp_path: Path) -> None:
    file = encoded(talk(*[1.5] * 16))
    library = by_the_library(file, 1, language="en")
    placement = Placement(device="cpu", lanes=1, max_batch=3)
    engine = await by_the_engine(file, tmp_path, placement, language="en")
    assert_first_passes_equal(engine, library)
    assert 3 in engine.batches


async def test_tokens_equal_the_librarys_if_the_language_is_detected(tmp_path: Path) -> None:
    file = encoded(talk(1.5, 1.5, 1.5, language="de"))
    library = by_the_library(file, 4)
    engine = await by_the_engine(file, tmp_path)
    assert_first_passes_equal(engine, library)
