"""The order of windows, on lanes whose work the test controls."""

from collections.abc import Callable, Iterator, Sequence
from queue import Queue
from threading import Barrier, Event, Thread, current_thread
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from typing_extensions import override

from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.scheduler import WindowScheduler
from adapters.whisper.lanes.stream import QueuedWindow, Stream, StreamClosedError, Transcribed
from domain.errors.kinds import TranscriptionFailedError, UnavailableError
from domain.errors.transcription import OutOfMemoryError
from domain.options import ModelName, Priority, TranscriptionOptions
from domain.transcript import DetectedLanguage, Segment
from domain.user import UserId

PATIENCE_SECONDS = 10.0
ENGLISH = DetectedLanguage("en", 1.0)
ADA, BOB = UserId(UUID(int=1)), UserId(UUID(int=2))


class Lanes:
    """A model that shows each batch and goes on only when it is told to."""

    def __init__(self, *, lanes: int = 1, max_batch: int = 1, hold: bool = True) -> None:
        self.metrics = LaneMetrics(ModelName("fake"))
        self.began: Queue[list[str]] = Queue()
        self.faults: dict[str, Exception] = {}
        self._go: Queue[None] = Queue()
        self._hold = hold
        self.scheduler = WindowScheduler(
            self._recognise, lanes=lanes, max_batch=max_batch, metrics=self.metrics
        )

    def _recognise(
        self, batch: Sequence[QueuedWindow]
    ) -> Iterator[tuple[QueuedWindow, Transcribed | None]]:
        names = [_name(queued) for queued in batch]
        self.began.put(names)
        if self._hold:
            self._go.get(timeout=PATIENCE_SECONDS)
        for name in names:
            if name in self.faults:
                raise self.faults[name]
        for queued in batch:
            if queued.decoding_context.detected is None:
                queued.decoding_context.detected = ENGLISH
                yield queued, None
        for queued in batch:
            yield queued, Transcribed(queued.window, (Segment(0.0, 1.0, _name(queued)),))

    def next(self) -> list[str]:
        """Wait for the next batch to begin."""
        return self.began.get(timeout=PATIENCE_SECONDS)

    def go(self, batches: int = 1) -> None:
        for _ in range(batches):
            self._go.put(None)

    def order(self, batches: int) -> list[list[str]]:
        """Let batches pass one by one and tell what was in them."""
        seen = []
        for _ in range(batches):
            seen.append(self.next())
            self.go()
        return seen


class Recording:
    """One job's stream, and a reader for it."""

    def __init__(
        self,
        lanes: Lanes,
        name: str,
        *,
        windows: int = 0,
        room: int = 100,
        language: DetectedLanguage | None = ENGLISH,
        owner: UserId | None = None,
        **options: Any,
    ) -> None:
        self.name = name
        self._bell = Event()
        self._lanes = lanes
        decoding_context = DecodingContext(
            TranscriptionOptions(prompt=None, **options), detected=language
        )
        self.stream: Stream = lanes.scheduler.open(
            decoding_context, capacity=room, wake=self._bell.set, owner=owner
        )
        self._put = 0
        self.put(windows)

    def put(self, windows: int = 1) -> None:
        for _ in range(windows):
            number = self._put
            self._put += 1
            window = Window(ord(self.name) * 1000 + number, (Span(number, number + 1),))
            self.stream.put(window, np.zeros((1, 10), dtype=np.float32))

    def heard(self, count: int) -> list[str]:
        """Wait for so many windows."""
        texts: list[str] = []
        while len(texts) < count:
            assert self._bell.wait(PATIENCE_SECONDS), "nobody rang"
            self._bell.clear()
            texts += [segment.text for done in self.stream.take() for segment in done.segments]
        return texts

    def close(self) -> None:
        self._lanes.scheduler.close(self.stream)


def _name(queued: QueuedWindow) -> str:
    return f"{chr(queued.window.index // 1000)}{queued.window.index % 1000}"


@pytest.fixture
def make_lanes() -> Iterator[Callable[..., Lanes]]:
    made: list[Lanes] = []

    def make(**more: Any) -> Lanes:
        made.append(Lanes(**more))
        return made[-1]

    yield make
    for lanes in made:
        lanes.scheduler.stop()
        lanes.go(100)
        lanes.scheduler.join(PATIENCE_SECONDS)


MakeLanes = Callable[..., Lanes]


def test_windows_come_back_in_order(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(lanes=3, hold=False)
    assert Recording(lanes, "a", windows=20).heard(20) == [f"a{n}" for n in range(20)]


def test_a_short_file_does_not_wait_for_a_long_one(make_lanes: MakeLanes) -> None:
    lanes = make_lanes()
    Recording(lanes, "a", windows=6)
    first = lanes.next()
    Recording(lanes, "b", windows=2)
    lanes.go()
    assert [first, *lanes.order(5)] == [["a0"], ["b0"], ["a1"], ["b1"], ["a2"], ["a3"]]


def test_three_jobs_take_turns(make_lanes: MakeLanes) -> None:
    lanes = make_lanes()
    blocker = Recording(lanes, "x", windows=1)
    lanes.next()
    for name in "abc":
        Recording(lanes, name, windows=2)
    lanes.go()
    assert blocker.heard(1) == ["x0"]
    assert lanes.order(6) == [["a0"], ["b0"], ["c0"], ["a1"], ["b1"], ["c1"]]


def test_users_take_turns_however_many_recordings_each_has(make_lanes: MakeLanes) -> None:
    lanes = make_lanes()
    Recording(lanes, "x", windows=1)
    lanes.next()
    for name in "abc":
        Recording(lanes, name, windows=2, owner=ADA)
    Recording(lanes, "n", windows=3, owner=BOB)
    lanes.go()
    order = [names[0] for names in lanes.order(9)]
    assert order == ["a0", "n0", "b0", "n1", "c0", "n2", "a1", "b1", "c1"]


def test_users_take_turns_within_a_batch(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(max_batch=4)
    Recording(lanes, "x", windows=1)
    lanes.next()
    for name in "abc":
        Recording(lanes, name, windows=2, owner=ADA)
    Recording(lanes, "n", windows=3, owner=BOB)
    lanes.go()
    assert lanes.next() == ["a0", "n0", "b0", "n1"]


def test_a_user_with_ever_new_short_recordings_does_not_go_first_each_time(
    make_lanes: MakeLanes,
) -> None:
    lanes = make_lanes()
    Recording(lanes, "a", windows=3, owner=ADA)
    order = [lanes.next()]
    for name in "nop":
        short = Recording(lanes, name, windows=2, owner=BOB)
        lanes.go()
        order.append(lanes.next())
        short.close()
    lanes.go()
    assert order == [["a0"], ["n0"], ["a1"], ["p0"]]


def test_users_take_turns_in_lower_priorities(make_lanes: MakeLanes) -> None:
    lanes = make_lanes()
    Recording(lanes, "x", windows=1)
    lanes.next()
    Recording(lanes, "a", windows=2, owner=ADA, priority=Priority.LOW)
    Recording(lanes, "n", windows=1, owner=BOB, priority=Priority.LOW)
    Recording(lanes, "u", windows=8, priority=Priority.HIGH)
    lanes.go()
    order = [names[0][0] for names in lanes.order(10)]
    assert "".join(order) == "uuuuauuuun"


class LanesInStep(Lanes):
    """Two lanes that begin their batches at the same time, and note how large these are."""

    def __init__(self) -> None:
        self.sizes: dict[str, list[int]] = {"whisper-lane-0": [], "whisper-lane-1": []}
        self._step = Barrier(2)
        super().__init__(lanes=2, max_batch=4, hold=False)

    @override
    def _recognise(
        self, batch: Sequence[QueuedWindow]
    ) -> Iterator[tuple[QueuedWindow, Transcribed | None]]:
        self._step.wait(PATIENCE_SECONDS)
        self.sizes[current_thread().name].append(len(batch))
        yield from super()._recognise(batch)

    def stop(self) -> None:
        self._step.abort()
        self.scheduler.stop()


def test_the_first_lane_takes_short_batches_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.whisper.lanes.scheduler._LONGEST_WAIT_SECONDS", 0.0)
    lanes = LanesInStep()
    recording = Recording(lanes, "a", windows=2)
    recording.heard(2)
    with lanes.scheduler._changed:
        recording.put(10)
    recording.heard(5)
    lanes.stop()
    assert {name: sizes[:2] for name, sizes in lanes.sizes.items()} == {
        "whisper-lane-0": [1, 1],
        "whisper-lane-1": [1, 4],
    }


def test_the_pace_of_a_cheap_recording_does_not_make_batches_of_a_costly_one_long(
    make_lanes: MakeLanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.whisper.lanes.scheduler._LONGEST_WAIT_SECONDS", 5.0)
    lanes = make_lanes(max_batch=4)
    costly = Recording(lanes, "a", windows=1, beam_size=10)
    lanes.next()
    cheap = Recording(lanes, "b", windows=1)
    lanes.go(2)
    costly.heard(1)
    cheap.heard(1)
    costly.stream.seconds_per_window = 4.0
    with lanes.scheduler._changed:
        costly.put(2)
    assert lanes.next() == ["b0"]
    assert lanes.next() == ["a1"]


def test_urgent_jobs_run_first_but_others_do_not_starve(make_lanes: MakeLanes) -> None:
    lanes = make_lanes()
    Recording(lanes, "x", windows=1)
    lanes.next()
    Recording(lanes, "n", windows=3)
    Recording(lanes, "u", windows=12, priority=Priority.HIGH)
    lanes.go()
    order = [names[0][0] for names in lanes.order(15)]
    assert "".join(order) == "uuuunuuuunuuuun"


def test_one_long_recording_fills_all_lanes(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(lanes=2)
    Recording(lanes, "a", windows=2)
    assert sorted([lanes.next(), lanes.next()]) == [["a0"], ["a1"]]
    assert lanes.metrics.snapshot().busy_lanes == 2


def test_a_lane_takes_only_its_share_of_the_queued_windows(
    make_lanes: MakeLanes,
) -> None:
    lanes = make_lanes(lanes=2, max_batch=4)
    Recording(lanes, "x", windows=1)
    Recording(lanes, "y", windows=1)
    lanes.next()
    lanes.next()
    Recording(lanes, "a", windows=5)
    lanes.go()
    assert lanes.next() == ["a0", "a1", "a2"]
    lanes.go()
    assert lanes.next() == ["a3"]


def test_a_lane_takes_no_more_than_it_can_finish_soon(
    make_lanes: MakeLanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("_LONGEST_BATCH_SECONDS", "_LONGEST_WAIT_SECONDS"):
        monkeypatch.setattr(f"adapters.whisper.lanes.scheduler.{limit}", 0.0)
    lanes = make_lanes(max_batch=4)
    Recording(lanes, "x", windows=1)
    lanes.next()
    Recording(lanes, "a", windows=2)
    lanes.go()
    assert lanes.order(2) == [["a0"], ["a1"]]


def test_windows_of_several_recordings_fill_one_batch(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(max_batch=4)
    Recording(lanes, "x", windows=1)
    lanes.next()
    Recording(lanes, "a", windows=3)
    Recording(lanes, "b", windows=1)
    Recording(lanes, "c", windows=1)
    lanes.go()
    assert lanes.order(2) == [["a0", "b0", "c0", "a1"], ["a2"]]
    assert lanes.metrics.snapshot().batch_fill.total == pytest.approx(0.25 + 1.0 + 0.25)


def test_windows_with_other_options_go_into_another_batch(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(max_batch=4)
    Recording(lanes, "x", windows=1)
    lanes.next()
    Recording(lanes, "a", windows=2, beam_size=5)
    Recording(lanes, "b", windows=2, beam_size=1)
    lanes.go()
    assert lanes.order(2) == [["a0", "a1"], ["b0", "b1"]]


def test_until_the_language_is_known_one_window_is_in_progress(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(lanes=2, max_batch=4)
    Recording(lanes, "a", windows=3, language=None)
    assert lanes.order(1) == [["a0"]]
    assert sorted([lanes.next(), lanes.next()]) == [["a1"], ["a2"]]


def test_conditioned_windows_run_one_after_another(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(lanes=2, max_batch=4)
    recording = Recording(lanes, "a", windows=3, condition_on_previous_text=True)
    assert lanes.order(3) == [["a0"], ["a1"], ["a2"]]
    assert recording.heard(3) == ["a0", "a1", "a2"]


def test_a_failing_window_fails_its_own_recording_only(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(max_batch=4, hold=False)
    lanes.faults["a1"] = ValueError("nonsense")
    bad, good = Recording(lanes, "a"), Recording(lanes, "b")
    good.put(4)
    bad.put(2)
    good.put(4)
    assert good.heard(8) == [f"b{n}" for n in range(8)]
    with pytest.raises(TranscriptionFailedError):
        bad.heard(2)


def test_a_lane_that_failed_goes_on(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(hold=False)
    lanes.faults["a0"] = RuntimeError("broken")
    with pytest.raises(TranscriptionFailedError):
        Recording(lanes, "a", windows=1).heard(1)
    assert Recording(lanes, "b", windows=1).heard(1) == ["b0"]


class TightMemory(Lanes):
    """A device on which no more than `fitting` windows fit at once."""

    fitting = 2

    @override
    def _recognise(
        self, batch: Sequence[QueuedWindow]
    ) -> Iterator[tuple[QueuedWindow, Transcribed | None]]:
        if len(batch) > self.fitting:
            self.began.put([_name(queued) for queued in batch])
            raise RuntimeError("CUDA failed with error out of memory")
        yield from super()._recognise(batch)


def test_a_batch_too_large_for_the_device_is_halved_and_so_are_those_after_it() -> None:
    lanes = TightMemory(max_batch=4, hold=False)
    recording = Recording(lanes, "a", language=None, windows=1)
    recording.heard(1)
    with lanes.scheduler._changed:
        recording.put(8)
    assert recording.heard(8) == [f"a{n}" for n in range(1, 9)]
    sizes = []
    while not lanes.began.empty():
        sizes.append(len(lanes.next()))
    assert sizes == [1, 4, 2, 2, 2, 2]
    lanes.scheduler.stop()


def test_a_single_window_too_large_for_the_device_fails_with_out_of_memory() -> None:
    lanes = TightMemory(max_batch=2, hold=False)
    lanes.fitting = 0
    with pytest.raises(OutOfMemoryError, match="memory"):
        Recording(lanes, "a", windows=1).heard(1)
    lanes.scheduler.stop()


def test_closing_a_stream_drops_queued_windows_and_ignores_those_in_progress(
    make_lanes: MakeLanes,
) -> None:
    lanes = make_lanes()
    gone = Recording(lanes, "a", windows=5)
    lanes.next()
    gone.close()
    assert lanes.metrics.snapshot().windows_waiting == 0
    other = Recording(lanes, "b", windows=1)
    lanes.go(2)
    assert other.heard(1) == ["b0"]
    assert gone.stream.take() == []
    assert gone.stream.exhausted


def test_a_decoder_that_is_ahead_waits_for_the_reader(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(hold=False)
    recording = Recording(lanes, "a", room=2, windows=2)
    blocked = Event()

    def decode() -> None:
        recording.put()
        blocked.set()

    decoder = Thread(target=decode)
    decoder.start()
    assert not blocked.wait(0.05)
    recording.heard(1)
    assert blocked.wait(PATIENCE_SECONDS)
    decoder.join()


def test_a_waiting_decoder_learns_that_its_stream_was_closed(make_lanes: MakeLanes) -> None:
    lanes = make_lanes()
    recording = Recording(lanes, "a", room=1, windows=1)
    recording.close()
    with pytest.raises(StreamClosedError):
        recording.put()


def test_stopping_fails_open_streams_and_ends_the_lanes() -> None:
    lanes = Lanes(hold=False)
    recording = Recording(lanes, "a")
    lanes.scheduler.stop()
    lanes.scheduler.join(PATIENCE_SECONDS)
    with pytest.raises(UnavailableError):
        recording.heard(1)


def test_finished_windows_are_counted(make_lanes: MakeLanes) -> None:
    lanes = make_lanes(hold=False)
    Recording(lanes, "a", windows=3).heard(3)
    lanes.scheduler.stop()
    lanes.scheduler.join(PATIENCE_SECONDS)
    metrics = lanes.metrics.snapshot()
    assert (metrics.lanes, metrics.busy_lanes, metrics.windows_done) == (1, 0, 3)
    assert metrics.window_wait_seconds.count == 3
    assert metrics.busy_seconds > 0
    assert metrics.audio_seconds == pytest.approx(3 / 16_000)
