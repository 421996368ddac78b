import asyncio
from contextlib import suppress

from adapters.diarization.fair_places import FairPlaces


async def hold(places: FairPlaces, user: str, order: list[str], done: asyncio.Event) -> None:
    async with places.place(user):
        order.append(user)
        await done.wait()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def served(users: list[str]) -> list[str]:
    """Let users ask at once for the one place there is; return the order of service."""
    places, order, done = FairPlaces(1), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(hold(places, user, order, done)) for user in users]
    await settled()
    done.set()
    await asyncio.gather(*tasks)
    return order


async def test_users_take_turns() -> None:
    assert await served(["anna", "anna", "anna", "ben"]) == ["anna", "ben", "anna", "anna"]


async def test_no_more_than_the_number_work_at_once() -> None:
    places, order, done = FairPlaces(2), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(hold(places, user, order, done)) for user in "abc"]
    await settled()
    assert order == ["a", "b"]
    done.set()
    await asyncio.gather(*tasks)
    assert order == ["a", "b", "c"]


async def test_who_stops_waiting_takes_no_place() -> None:
    places, order, done = FairPlaces(1), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(hold(places, user, order, done)) for user in "abc"]
    await settled()
    tasks[1].cancel()
    done.set()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
    assert order == ["a", "c"]


async def test_a_place_that_comes_at_the_moment_of_leaving_is_passed_on() -> None:
    places, order, first, rest = FairPlaces(1), list[str](), asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(hold(places, "a", order, first))]
    await settled()
    tasks += [asyncio.create_task(hold(places, user, order, rest)) for user in "bc"]
    await settled()
    rest.set()
    places._serve()
    first.set()
    await asyncio.sleep(0)
    tasks[1].cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
    assert order[-1] == "c"
