"""Front ends share a few permits."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Event
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from typing_extensions import override

from adapters.sound.threads import in_thread
from adapters.whisper.lanes.early_progress import EarlyProgress
from adapters.whisper.lanes.front_end import FrontEnd
from adapters.whisper.lanes.front_end_semaphore import FrontEndSemaphore, read_without_permit
from domain.options import TranscriptionOptions
from tests.far_end import until_soon
from tests.processes import decoding_processes
from tests.sound import encoded

if TYPE_CHECKING:
    from adapters.whisper.features import Spectrogram
    from adapters.whisper.lanes.stream import Stream

SECONDS = 30.0


def nothing() -> None:
    pass


def other_front_end(
    semaphore: FrontEndSemaphore, act: Callable[[], None] = nothing
) -> Future[None]:
    """Start another front end, which acquires a permit, calls `act` and releases the permit."""

    def run() -> None:
        with semaphore.permit():
            act()

    return in_thread(run, "other-front-end")


async def test_a_front_end_without_a_permit_waits_until_one_is_released() -> None:
    semaphore = FrontEndSemaphore(2)
    with semaphore.permit():
        other_front_end(semaphore).result(SECONDS)
        with semaphore.permit():
            waiting = other_front_end(semaphore)
            await until_soon(lambda: semaphore.queued == 1)
            assert not waiting.done()
        waiting.result(SECONDS)


async def test_permits_are_given_in_the_order_of_the_queue() -> None:
    semaphore, ran = FrontEndSemaphore(1), list[int]()
    with semaphore.permit():
        others = []
        for number in range(5):
            others.append(other_front_end(semaphore, partial(ran.append, number)))
            await until_soon(lambda: semaphore.queued == len(others))
    for each in others:
        each.result(SECONDS)
    assert ran == [0, 1, 2, 3, 4]


async def test_a_released_permit_is_acquired_again_afterwards() -> None:
    semaphore = FrontEndSemaphore(1)
    with semaphore.permit() as permit:
        with permit.released():
            other_front_end(semaphore).result(SECONDS)
        late = other_front_end(semaphore)
        await until_soon(lambda: semaphore.queued == 1)
        assert not late.done()
    late.result(SECONDS)


@pytest.mark.parametrize(
    ("turn_seconds", "order"),
    [(SECONDS, ["the traveller", "who came later"]), (0.0, ["who came later", "the traveller"])],
)
async def test_a_briefly_released_permit_is_acquired_next_unless_the_turn_is_over(
    turn_seconds: float, order: list[str]
) -> None:
    semaphore, ran = FrontEndSemaphore(1, turn_seconds=turn_seconds), list[str]()
    away, over, seated, leave = Event(), Event(), Event(), Event()

    def travel() -> None:
        with semaphore.permit() as permit:
            with permit.released_briefly():
                away.set()
                over.wait(SECONDS)
            ran.append("the traveller")

    def stay() -> None:
        seated.set()
        leave.wait(SECONDS)

    traveller = in_thread(travel, "a traveller")
    await asyncio.to_thread(away.wait, SECONDS)
    meanwhile = other_front_end(semaphore, stay)
    await asyncio.to_thread(seated.wait, SECONDS)
    later = other_front_end(semaphore, partial(ran.append, "who came later"))
    await until_soon(lambda: semaphore.queued == 1)
    over.set()
    await until_soon(lambda: semaphore.queued == 2)
    leave.set()
    for each in (meanwhile, traveller, later):
        each.result(SECONDS)
    assert ran == order


async def test_after_a_turn_a_yielded_permit_goes_to_the_first_in_the_queue() -> None:
    clock = iter([0.0, 0.0, 1.0, 1.0, 1.0])
    semaphore, ran = FrontEndSemaphore(1, turn_seconds=1.0, now=lambda: next(clock)), list[str]()
    with semaphore.permit() as permit:
        waiting = other_front_end(semaphore, lambda: ran.append("other-front-end"))
        await until_soon(lambda: semaphore.queued == 1)
        permit.yield_turn()
        assert ran == []
        permit.yield_turn()
        assert ran == ["other-front-end"]
    waiting.result(SECONDS)


async def test_a_permit_that_nobody_waits_for_is_not_yielded() -> None:
    semaphore = FrontEndSemaphore(1, turn_seconds=0.0)
    with semaphore.permit() as permit:
        permit.yield_turn()
        late = other_front_end(semaphore)
        await until_soon(lambda: semaphore.queued == 1)
    late.result(SECONDS)


async def test_a_turn_that_is_over_stays_over_while_nobody_waits() -> None:
    clock = iter([0.0, 1.0, 1.0, 1.0, 1.0])
    semaphore, ran = FrontEndSemaphore(1, turn_seconds=1.0, now=lambda: next(clock)), list[str]()
    with semaphore.permit() as permit:
        permit.yield_turn()
        waiting = other_front_end(semaphore, lambda: ran.append("other-front-end"))
        await until_soon(lambda: semaphore.queued == 1)
        permit.yield_turn()
        assert ran == ["other-front-end"]
    waiting.result(SECONDS)


async def test_a_permit_is_released_once_also_after_an_error() -> None:
    semaphore = FrontEndSemaphore(1)
    with (
        pytest.raises(OSError, match="on purpose"),
        semaphore.permit() as permit,
        permit.released(),
    ):
        raise OSError("on purpose")
    with semaphore.permit():
        late = other_front_end(semaphore)
        await until_soon(lambda: semaphore.queued == 1)
    late.result(SECONDS)


class Distant(io.BytesIO):
    """A file in whose reads somebody else has to sit."""

    def __init__(self, content: bytes, semaphore: FrontEndSemaphore) -> None:
        super().__init__(content)
        self._semaphore = semaphore

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        other_front_end(self._semaphore).result(SECONDS)
        return super().read(size)


def test_a_file_is_read_without_a_permit() -> None:
    semaphore = FrontEndSemaphore(1)
    with semaphore.permit() as permit:
        file = read_without_permit(Distant(b"some sound", semaphore), permit)
        assert (file.read(4), file.seek(5), file.read(), file.tell()) == (b"some", 5, b"sound", 10)
        assert file.read() == b""


def test_an_error_of_reading_is_passed_on() -> None:
    class Broken(io.BytesIO):
        @override
        def read(self, size: int | None = -1, /) -> bytes:
            raise TimeoutError("away")

    semaphore = FrontEndSemaphore(1)
    with semaphore.permit() as permit, pytest.raises(TimeoutError, match="away"):
        read_without_permit(Broken(), permit).read(1)


async def test_front_ends_take_turns_in_long_silences() -> None:
    semaphore, ran = FrontEndSemaphore(1, turn_seconds=0.0), list[int]()

    class Watched:
        """A stream that has somebody come as soon as its recording is listened to."""

        looks = 0
        early = EarlyProgress()

        @property
        def closed(self) -> bool:
            self.looks += 1
            if self.looks == 1:
                others.append(other_front_end(semaphore, lambda: ran.append(self.looks)))
                while not semaphore.queued:
                    pass
            return False

    others: list[Future[None]] = []
    silence = encoded(np.zeros(16_000 * 60, dtype=np.float32), "flac")
    front_end = FrontEnd(
        open_audio=lambda: io.BytesIO(silence),
        processes=decoding_processes(),
        front_ends=semaphore,
        options=TranscriptionOptions(),
        spectrogram=cast("Spectrogram", SimpleNamespace(window_samples=16_000 * 30)),
    )
    await asyncio.to_thread(front_end, cast("Stream", Watched()))
    others[0].result(SECONDS)
    assert ran == [1]
