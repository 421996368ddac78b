"""The hasher contract, over argon2 with parameters that are cheap enough for tests."""

import asyncio
import threading

import pytest
from argon2 import extract_parameters

from adapters.security.argon2_hasher import Argon2PasswordHasher
from application.ports.passwords import PasswordHasher
from tests.contracts.password_hasher import PasswordHasherContract


class TestArgon2PasswordHasher(PasswordHasherContract):
    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        return Argon2PasswordHasher(time_cost=1, memory_kib=8, parallelism=1)

    async def test_a_user_who_does_not_exist_costs_the_same_work(self) -> None:
        hasher = Argon2PasswordHasher(time_cost=2, memory_kib=16, parallelism=1)
        real = extract_parameters(await hasher.hash("correct horse"))
        assert extract_parameters(hasher._nobodys_hash) == real

    def test_the_usual_parameters_are_those_of_rfc_9106(self) -> None:
        parameters = extract_parameters(Argon2PasswordHasher()._nobodys_hash)
        assert (parameters.time_cost, parameters.memory_cost) == (3, 64 * 1024)

    async def test_a_hash_made_with_other_parameters_still_fits(
        self, hasher: PasswordHasher
    ) -> None:
        older = await Argon2PasswordHasher(time_cost=2, memory_kib=16, parallelism=1).hash("word")
        assert await hasher.verify("word", older)

    async def test_never_more_than_two_work_at_once_even_when_callers_leave(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hasher = Argon2PasswordHasher(time_cost=1, memory_kib=8, parallelism=1)
        release, lock = threading.Event(), threading.Lock()
        working, most = 0, 0

        def matches(_hash: str, _password: bytes) -> bool:
            nonlocal working, most
            with lock:
                working += 1
                most = max(most, working)
            release.wait(10)
            with lock:
                working -= 1
            return True

        monkeypatch.setattr(hasher, "_matches", matches)
        leaving = [asyncio.create_task(hasher.verify("word", "hash")) for _ in range(6)]
        await asyncio.sleep(0)
        for task in leaving:
            task.cancel()
        await asyncio.gather(*leaving, return_exceptions=True)
        staying = [asyncio.create_task(hasher.verify("word", "hash")) for _ in range(6)]
        await asyncio.sleep(0)
        release.set()
        assert await asyncio.gather(*staying) == [True] * 6
        assert most == 2
