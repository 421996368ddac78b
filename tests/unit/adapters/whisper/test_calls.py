"""Calls go before windows, urgent ones first, and users take turns."""

from collections.abc import Iterator, Sequence
from queue import Queue
from threading import Event
from uuid import UUID

import numpy as np
import pytest

from adapters.sound.speech.spans import Span
from adapters.sound.speech.window import Window
from adapters.whisper.lanes.calls import CallQueue, LaneCall
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.scheduler import WindowScheduler
from adapters.whisper.lanes.stream import QueuedWindow, Stream, Transcribed
from domain.errors.kinds import UnavailableError
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage
from domain.user import UserId

ADA, BOB = UserId(UUID(int=1)), UserId(UUID(int=2))
PATIENCE_SECONDS = 10.0


class Queued:
    """A queue whose calls have names."""

    def __init__(self) -> None:
        self._queue = CallQueue()
        self._names: dict[LaneCall, str] = {}

    def add(self, name: str, owner: UserId = ADA, *, urgent: bool = False) -> LaneCall:
        call = LaneCall(lambda: name, owner, urgent)
        self._names[call] = name
        self._queue.add(call)
        return call

    def take(self, *, windows_wait: bool = False) -> str | None:
        call = self._queue.take(windows_wait=windows_wait)
        return self._names[call] if call else None


def test_urgent_calls_go_first() -> None:
    queued = Queued()
    queued.add("guess")
    queued.add("final", urgent=True)
    assert [queued.take(), queued.take(), queued.take()] == ["final", "guess", None]


def test_users_take_turns() -> None:
    queued = Queued()
    for name in ("a1", "a2", "a3"):
        queued.add(name, ADA)
    queued.add("b1", BOB)
    assert [queued.take() for _ in range(4)] == ["a1", "b1", "a2", "a3"]


def test_waiting_windows_get_every_fifth_turn() -> None:
    queued = Queued()
    for number in range(9):
        queued.add(str(number))
    taken = [queued.take(windows_wait=True) for _ in range(7)]
    assert taken == ["0", "1", "2", "3", None, "4", "5"]


def test_a_cancelled_call_is_dropped() -> None:
    queued = Queued()
    queued.add("gone").outcome.cancel()
    queued.add("here")
    assert queued.take() == "here"


def test_the_error_of_a_call_is_its_outcome() -> None:
    call = LaneCall(lambda: 1 // 0, ADA, urgent=False)
    call.run()
    assert isinstance(call.outcome.exception(), ZeroDivisionError)


class Lanes:
    """Lanes that note what they begin with, and a stream of windows."""

    def __init__(self, lanes: int) -> None:
        self.began: Queue[int] = Queue()
        self.scheduler = WindowScheduler(
            self._recognise, lanes=lanes, max_batch=3, metrics=LaneMetrics(ModelName("fake"))
        )
        context = DecodingContext(TranscriptionOptions(), DetectedLanguage("en", 1.0))
        self.done = Event()
        self.stream: Stream = self.scheduler.open(context, capacity=99, wake=self.done.set)

    def put(self, windows: int) -> None:
        for number in range(windows):
            window = Window(number, (Span(number, number + 1),))
            self.stream.put(window, np.zeros((1, 10), dtype=np.float32))

    def _recognise(
        self, batch: Sequence[QueuedWindow]
    ) -> Iterator[tuple[QueuedWindow, Transcribed | None]]:
        self.began.put(len(batch))
        for queued in batch:
            yield queued, Transcribed(queued.window, ())

    def hold(self) -> Event:
        """Occupy a lane with a call until the event is set."""
        go, running = Event(), Event()

        def work() -> None:
            running.set()
            assert go.wait(PATIENCE_SECONDS)

        self.scheduler.call(work, owner=ADA)
        assert running.wait(PATIENCE_SECONDS)
        return go


def test_a_call_is_answered_by_a_lane() -> None:
    assert Lanes(1).scheduler.call(lambda: 42).result(PATIENCE_SECONDS) == 42


def test_calls_go_before_windows() -> None:
    lanes = Lanes(1)
    go = lanes.hold()
    lanes.put(1)
    before = lanes.scheduler.call(lanes.began.empty, owner=BOB)
    go.set()
    assert before.result(PATIENCE_SECONDS)
    assert lanes.began.get(timeout=PATIENCE_SECONDS) == 1


def test_while_a_session_is_open_lanes_take_one_window_at_once() -> None:
    lanes = Lanes(1)
    with lanes.scheduler.live_session():
        go = lanes.hold()
        lanes.put(3)
        go.set()
        assert [lanes.began.get(timeout=PATIENCE_SECONDS) for _ in range(3)] == [1, 1, 1]
    go = lanes.hold()
    lanes.put(3)
    go.set()
    assert lanes.began.get(timeout=PATIENCE_SECONDS) == 3


def test_lanes_are_crowded_while_there_are_more_sessions_than_lanes() -> None:
    scheduler = Lanes(2).scheduler
    with scheduler.live_session(), scheduler.live_session():
        assert not scheduler.is_crowded
        with scheduler.live_session():
            assert scheduler.is_crowded
        assert not scheduler.is_crowded


def test_the_first_lane_is_kept_for_calls_while_they_keep_coming() -> None:
    lanes = Lanes(2)
    go = lanes.hold()
    other = lanes.hold()
    lanes.put(1)
    go.set()
    assert lanes.scheduler.call(lambda: 1).result(PATIENCE_SECONDS) == 1
    other.set()
    assert lanes.began.get(timeout=PATIENCE_SECONDS) == 1


def test_a_scheduler_that_stops_fails_its_calls() -> None:
    lanes = Lanes(1)
    go = lanes.hold()
    waiting = lanes.scheduler.call(lambda: 1)
    lanes.scheduler.stop()
    go.set()
    with pytest.raises(UnavailableError):
        waiting.result(PATIENCE_SECONDS)
    with pytest.raises(UnavailableError):
        lanes.scheduler.call(lambda: 1).result(PATIENCE_SECONDS)
