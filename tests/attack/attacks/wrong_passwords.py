"""Passwords of the admin's that are only guessed."""

from collections.abc import Sequence
from itertools import count, cycle
from typing import Final

import aiohttp

from tests.attack.attacks.many import many_at_once
from tests.attack.target import ATTACKERS_ADDRESS, Target

AT_ONCE: Final = 20
ADDRESSES: Final = tuple(f"127.0.1.{number}" for number in range(1, 41))


async def wrong_passwords(target: Target) -> None:
    """Guess from one address, twenty times at once."""
    await _guess(target, "admin", [ATTACKERS_ADDRESS])


async def wrong_passwords_from_many_addresses(target: Target) -> None:
    """Guess from forty addresses in turn."""
    await _guess(target, "admin", ADDRESSES)


async def _guess(target: Target, name: str, addresses: Sequence[str]) -> None:
    turn, numbers = cycle(addresses), count()

    async def guess() -> None:
        credentials = {"username": name, "password": f"wrong-{next(numbers)}"}
        connector = aiohttp.TCPConnector(local_addr=(next(turn), 0))
        async with aiohttp.ClientSession(target.url, connector=connector) as stranger:
            try:
                async with stranger.post("/auth/login", json=credentials) as answer:
                    target.answers[str(answer.status)] += 1
            except aiohttp.ClientError as error:
                target.answers[type(error).__name__] += 1

    await many_at_once(AT_ONCE, guess)
