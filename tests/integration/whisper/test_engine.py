"""The engine from a stored recording to passages, on a fake device."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from threading import Condition, Event
from typing import Any

import numpy as np
import pytest
from faster_whisper.audio import decode_audio
from numpy.typing import NDArray
from typing_extensions import override

from adapters.sound.speech.windows import spoken_windows
from adapters.whisper.lanes.front_end_semaphore import FrontEndSemaphore
from adapters.whisper.lanes.stream import Stream
from adapters.whisper.settings import Pace, Placement
from application.ports.transcriber import Begun, Heard, Prepared, Update
from domain.errors.transcription import AudioUnreadableError, OutOfMemoryError
from domain.options import Multilingual, Priority, Task, TranscriptionOptions, VoiceActivity
from tests.engine import Engine
from tests.sound import encoded
from tests.spoken import talk

PATIENCE_SECONDS = 10.0
LONG = encoded(talk(*[1.0] * 9))
SHORT = encoded(talk())


class Gate:
    """Holds the device back before it encodes; the first `after` times it does not."""

    def __init__(self, engine: Engine, *, after: int = 0) -> None:
        self._left = after
        self.reached = Event()
        self._open = Event()
        self._encode = engine.device.encode
        engine.device.encode = self._held  # type: ignore[method-assign]  # on purpose

    def _held(self, features: Any, *, to_cpu: bool) -> NDArray[np.float32]:
        self._left -= 1
        if self._left >= 0:
            return self._encode(features, to_cpu=to_cpu)
        self.reached.set()
        assert self._open.wait(PATIENCE_SECONDS)
        return self._encode(features, to_cpu=to_cpu)

    def open(self) -> None:
        self._open.set()

    async def is_reached(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, PATIENCE_SECONDS)


class Count:
    """A number that others wait for."""

    def __init__(self) -> None:
        self._number = 0
        self._changed = Condition()

    def up(self) -> None:
        with self._changed:
            self._number += 1
            self._changed.notify_all()

    def wait(self, number: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._number >= number, PATIENCE_SECONDS)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    made = Engine(tmp_path, pace=Pace(windows_per_passage=100, seconds_per_passage=1000.0))
    yield made
    await made.pool.close()


async def heard(engine: Engine, content: bytes, options: TranscriptionOptions) -> list[Heard]:
    async with aclosing(await engine.ask(content, options)) as updates:
        return [update async for update in updates if isinstance(update, Heard)]


async def until_prepared(updates: AsyncIterator[Update]) -> None:
    while not isinstance(await anext(updates), Prepared):
        pass


async def first_heard(updates: AsyncIterator[Update]) -> Heard:
    while not isinstance(update := await anext(updates), Heard):
        pass
    return update


async def test_before_the_first_passage_it_tells_how_much_work_is_done(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.whisper.transcriber._BEGUN_SECONDS", 0.0)
    gate = Gate(engine)
    async with aclosing(await engine.ask(LONG)) as updates:
        await until_prepared(updates)
        begun = await anext(updates)
        await gate.is_reached()
        read = await anext(updates)
        gate.open()
        first = await first_heard(updates)
    assert isinstance(begun, Begun)
    assert isinstance(read, Begun)
    assert 0 < begun.position < read.position < first.passage.position


async def test_the_first_window_comes_out_at_once_the_rest_together(engine: Engine) -> None:
    gate = Gate(engine, after=2)  # the first window and, for its language, what follows it
    async with aclosing(await engine.ask(LONG)) as updates:
        first = await first_heard(updates)
        gate.open()
        others = [update async for update in updates if isinstance(update, Heard)]
    assert first.passage.position < 30.0
    assert [update.passage.position > 75.0 for update in others] == [True]


async def test_passages_end_where_windows_end(tmp_path: Path) -> None:
    engine = Engine(tmp_path, pace=Pace(windows_per_passage=1))
    updates = await heard(engine, LONG, TranscriptionOptions())
    windows = spoken_windows([decode_audio(io.BytesIO(LONG))], VoiceActivity())
    ends = [each.window.position for each in windows]
    positions = [update.passage.position for update in updates]
    assert positions == sorted(set(positions) & set(ends))
    assert positions[-1] == ends[-1]
    for update in updates:
        assert update.passage.segments[-1].end <= update.passage.position
    await engine.pool.close()


async def test_an_uncertain_language_is_detected_again_in_the_first_half_minute(
    engine: Engine,
) -> None:
    one_language = TranscriptionOptions(multilingual=Multilingual.FALSE)
    updates = await heard(engine, LONG, one_language)
    assert engine.device.languages_asked == 2
    assert {update.detected and update.detected.code for update in updates} == {"de"}
    german = engine.device.prompts[0][1]
    assert all(prompt[1] == german for prompt in engine.device.prompts)


async def test_a_given_language_is_not_detected(engine: Engine) -> None:
    await engine.say(SHORT, TranscriptionOptions(language="fr"))
    assert engine.device.languages_asked == 0


async def test_a_language_that_the_model_does_not_know_fails_the_job(engine: Engine) -> None:
    with pytest.raises(Exception, match="does not know the language 'yue'"):
        await engine.say(SHORT, TranscriptionOptions(language="yue"))
    assert (await engine.say(SHORT))[0]


async def test_task_prompt_and_hotwords_reach_the_decoder(engine: Engine) -> None:
    plain, asked = (
        TranscriptionOptions(),
        TranscriptionOptions(task=Task.TRANSLATE, prompt="seven eight", hotwords="nine"),
    )
    await engine.say(SHORT, plain)
    await engine.say(SHORT, asked)
    short, long = engine.device.prompts
    assert short[-2] != long[-2]  # the task; behind it all are asked for no timestamps
    assert long[1:4] == [9, 7, 8]


async def test_an_unreliable_window_is_decoded_again_in_halves_then_at_higher_temperatures(
    engine: Engine,
) -> None:
    engine.device.doubtful_below = 0.3
    segments, _ = await engine.say(SHORT)
    assert engine.device.temperatures == [0.0, *(0.0, 0.0), 0.2, 0.4]
    assert {segment.temperature for segment in segments} == {0.4}
    (metrics,) = engine.pool.metrics()
    assert metrics.fallbacks == {"avg_logprob": 1}


@pytest.mark.usefixtures("unmeasured")
async def test_in_a_batch_only_the_unreliable_window_is_decoded_again(engine: Engine) -> None:
    gate = Gate(engine)
    device = engine.device
    generate = device.generate
    doubted: list[int] = []

    def doubt_one(encoded: NDArray[np.float32], prompts: Any, **search: Any) -> list[Any]:
        results = generate(encoded, prompts, **search)
        if len(prompts) > 1 and not doubted:
            doubted.append(len(prompts))
            results[1].scores = [-3.0]
        return results

    device.generate = doubt_one  # type: ignore[method-assign]  # on purpose
    options = TranscriptionOptions(language="en")
    first = asyncio.create_task(engine.say(SHORT, options))
    await gate.is_reached()
    others = asyncio.gather(*(engine.say(SHORT, options) for _ in "abc"))
    await asyncio.to_thread(_until_waiting, engine, 3)
    gate.open()
    await asyncio.gather(first, others)
    assert device.batches == [1, 3, *(1, 1)]  # the two halves of the doubtful one


def _until(engine: Engine, reached: Callable[[list[Stream]], bool]) -> None:
    model = engine.pool._models[engine.model].model
    assert model is not None
    scheduler = model.scheduler
    with scheduler._changed:
        assert scheduler._changed.wait_for(lambda: reached(scheduler._streams), PATIENCE_SECONDS)


def _until_waiting(engine: Engine, windows: int) -> None:
    _until(engine, lambda streams: sum(len(stream.waiting) for stream in streams) >= windows)


async def test_a_fixed_temperature_is_the_only_one(engine: Engine) -> None:
    engine.device.doubtful_below = 2.0
    await engine.say(SHORT, TranscriptionOptions(temperature=0.7))
    assert set(engine.device.temperatures) == {0.7}


async def test_a_window_without_speech_is_dropped(engine: Engine) -> None:
    engine.device.doubtful_below = 2.0
    engine.device.no_speech_prob = 0.9
    segments, ended = await engine.say(SHORT)
    assert segments == []
    assert [caveat.code for caveat in ended.caveats] == ["no_speech"]
    assert set(engine.device.temperatures) == {0.0}


async def test_words_have_times_within_their_segment(engine: Engine) -> None:
    segments, _ = await engine.say(LONG, TranscriptionOptions(word_timestamps=True))
    for segment in segments:
        assert segment.words is not None
        assert "".join(word.text for word in segment.words) == segment.text
        starts = [word.start for word in segment.words]
        assert starts == sorted(starts)
        assert segment.start == starts[0]
        assert segment.end == segment.words[-1].end
        assert {type(word.start) for word in segment.words} == {float}


async def test_conditioned_windows_are_prompted_with_earlier_text(
    engine: Engine,
) -> None:
    segments, _ = await engine.say(
        LONG, TranscriptionOptions(condition_on_previous_text=True, prompt="one")
    )
    first, second, *_ = engine.device.prompts
    assert engine.device.batches == [1] * len(engine.device.batches)
    assert second[1 : 2 + len(segments[0].tokens)] == [1, *segments[0].tokens]
    assert first[1] == 1


async def test_one_job_too_large_for_the_device_leaves_the_others_alone(engine: Engine) -> None:
    engine.device.fitting = 0
    with pytest.raises(OutOfMemoryError):
        await engine.say(SHORT)
    engine.device.fitting = 1
    assert (await engine.say(LONG))[0]


async def test_a_cancelled_job_releases_its_lane_and_its_file(engine: Engine) -> None:
    gate = Gate(engine)
    updates = await engine.ask(LONG, TranscriptionOptions(language="en"))
    await until_prepared(updates)
    listening = asyncio.ensure_future(anext(updates))
    await gate.is_reached()
    listening.cancel()
    await asyncio.wait([listening])
    await updates.aclose()
    (metrics,) = engine.pool.metrics()
    assert metrics.windows_waiting == 0
    gate.open()
    segments, _ = await engine.say(SHORT)
    assert segments
    assert sum(engine.device.batches) == 2


async def test_an_urgent_job_passes_a_long_one(tmp_path: Path) -> None:
    placement = Placement(device="cuda", compute_type="default", lanes=1, max_batch=1)
    engine = Engine(tmp_path, placement=placement)
    gate = Gate(engine)
    order: list[str] = []

    async def listen(name: str, content: bytes, priority: Priority) -> None:
        await engine.say(content, TranscriptionOptions(language="en", priority=priority))
        order.append(name)

    long = asyncio.create_task(listen("long", LONG, Priority.NORMAL))
    await gate.is_reached()
    short = asyncio.create_task(listen("short", SHORT, Priority.HIGH))
    await asyncio.to_thread(
        _until, engine, lambda streams: any(s.waiting for s in streams if not s.rank)
    )
    gate.open()
    await asyncio.gather(long, short)
    assert order == ["short", "long"]
    await engine.pool.close()


async def test_a_recording_that_is_far_ahead_keeps_no_other_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(tmp_path, pace=Pace(look_ahead=1), front_ends=FrontEndSemaphore(1))
    gate = Gate(engine)
    handed_in = Count()
    put = Stream.put

    def counted(stream: Stream, *window: Any) -> None:
        handed_in.up()
        put(stream, *window)

    monkeypatch.setattr(Stream, "put", counted)
    ahead = asyncio.create_task(engine.say(encoded(talk(*[1.0] * 20))))
    assert await asyncio.to_thread(handed_in.wait, 5)  # for four there is room
    other = asyncio.create_task(engine.say(SHORT))
    assert await asyncio.to_thread(handed_in.wait, 6)
    gate.open()
    await asyncio.gather(ahead, other)
    await engine.pool.close()


async def test_storage_that_hangs_keeps_no_other_recording_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(tmp_path, front_ends=FrontEndSemaphore(1))
    opened, over = Event(), Event()

    class Hanging(io.BytesIO):
        @override
        def read(self, size: int | None = -1, /) -> bytes:
            opened.set()
            over.wait(PATIENCE_SECONDS)
            return b""

    with monkeypatch.context() as patch:
        patch.setattr(engine.blobs, "open", lambda _: Hanging())
        stuck = asyncio.create_task(engine.say(LONG))
        await asyncio.to_thread(opened.wait, PATIENCE_SECONDS)
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert (await engine.say(SHORT))[0]
    assert not stuck.done()
    over.set()
    with pytest.raises(AudioUnreadableError, match="empty"):
        await stuck
    await engine.pool.close()


async def test_the_real_time_factor_is_counted(engine: Engine) -> None:
    _, ended = await engine.say(SHORT)
    (metrics,) = engine.pool.metrics()
    assert metrics.real_time_factor.count == 1
    assert 0 < metrics.real_time_factor.total * ended.duration_seconds < PATIENCE_SECONDS
    assert metrics.windows_done == 1


@pytest.mark.usefixtures("unmeasured")
async def test_a_batch_holds_windows_of_several_jobs(tmp_path: Path) -> None:
    placement = Placement(device="cuda", compute_type="default", lanes=1, max_batch=8)
    engine = Engine(tmp_path, placement=placement)
    gate = Gate(engine)
    options = TranscriptionOptions(language="en")
    first = asyncio.create_task(engine.say(SHORT, options))
    await gate.is_reached()
    others = asyncio.gather(*(engine.say(SHORT, options) for _ in range(8)))
    await asyncio.to_thread(_until_waiting, engine, 8)
    gate.open()
    everybody = [await first, *await others]
    assert engine.device.batches == [1, 8]
    assert all(segments == everybody[0][0] for segments, _ in everybody)
    await engine.pool.close()
