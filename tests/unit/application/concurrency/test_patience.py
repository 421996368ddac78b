import pytest

from application.concurrency.outages import Patience
from domain.errors.capacity import DatabaseUnavailableError, StorageUnavailableError
from tests.fakes.house import House
from tests.fakes.transcriber import raising
from tests.memory.clock import MemoryClock

PATIENCE = Patience((1.0, 5.0))


def test_pauses_grow_and_the_last_one_is_repeated() -> None:
    assert [PATIENCE.pause(failures) for failures in range(1, 5)] == [1.0, 5.0, 5.0, 5.0]


def test_patience_is_spent_after_as_many_failures_as_there_are_pauses() -> None:
    assert [PATIENCE.is_spent(failures) for failures in range(1, 4)] == [False, False, True]


def test_by_default_about_a_minute_is_waited_before_patience_is_spent() -> None:
    assert sum(Patience().pauses) == pytest.approx(63)


async def test_the_database_is_waited_for_as_long_as_it_takes(house: House) -> None:
    begun = house.clock.now()
    away = raising(*[DatabaseUnavailableError()] * 4)
    await house.finish(await house.begin(PATIENCE.outlast(away, house.clock)))
    assert (house.clock.now() - begun).total_seconds() == 1 + 5 + 5 + 5


async def test_what_was_done_comes_back() -> None:
    async def act() -> str:
        return "done"

    assert await PATIENCE.outlast(act, MemoryClock()) == "done"


async def test_any_other_error_comes_out_at_once() -> None:
    with pytest.raises(StorageUnavailableError):
        await PATIENCE.outlast(raising(StorageUnavailableError()), MemoryClock())
