import asyncio

import pytest

from application.ports.attempts import AttemptPolicy
from domain.errors.accounts import (
    InvalidCredentialsError,
    InvalidTokenError,
    LoginsBusyError,
    TooManyAttemptsError,
)
from tests.fakes.gate import PASSWORD, Gate
from tests.fakes.house import House
from tests.fakes.security import TOKEN_SECONDS

FREE = AttemptPolicy().free


@pytest.fixture
def gate(house: House) -> Gate:
    return Gate(house)


async def fail(gate: Gate, times: int, name: str = "ada", at: str = "home") -> None:
    for _ in range(times):
        with pytest.raises(InvalidCredentialsError):
            await gate.enter(name, "wrong", at)


async def guess_elsewhere(gate: Gate, times: int = FREE + 1) -> None:
    """Guess at a user, from another address each time, until the user is slowed down."""
    for n in range(times):
        await fail(gate, 1, at=f"address {n} at {gate.house.clock.now()}")


async def test_the_right_password_gives_a_token_that_holds(gate: Gate) -> None:
    ada = await gate.add()
    token = await gate.login("ada", PASSWORD, address="home")
    assert token.expires_in_seconds == TOKEN_SECONDS
    assert (await gate.authenticate(token.value)).user == ada


@pytest.mark.parametrize(
    ("name", "password"),
    [("ada", "wrong"), ("ada", ""), ("bob", PASSWORD), ("Ada", PASSWORD), ("", "")],
)
async def test_whatever_is_wrong_the_answer_is_the_same(
    gate: Gate, name: str, password: str
) -> None:
    await gate.add()
    with pytest.raises(InvalidCredentialsError) as refused:
        await gate.enter(name, password)
    assert str(refused.value) == str(InvalidCredentialsError())


async def test_a_disabled_user_gets_the_same_answer_as_one_who_does_not_exist(
    gate: Gate,
) -> None:
    await gate.add(disabled=True)
    with pytest.raises(InvalidCredentialsError):
        await gate.enter()


async def test_a_password_is_checked_even_where_there_is_no_such_user(gate: Gate) -> None:
    """It takes as long, so the time does not tell which users exist."""
    ada, off = await gate.add(), await gate.add("off", disabled=True)
    await fail(gate, 1)
    await fail(gate, 1, "off")
    await fail(gate, 1, "nobody")
    assert gate.hasher.verified == [
        ("wrong", ada.password_hash),
        ("wrong", off.password_hash),
        ("wrong", None),
    ]


class TestSlowingDown:
    async def test_a_user_is_slowed_down_wherever_the_guesses_come_from(self, gate: Gate) -> None:
        await gate.add()
        for n in range(FREE + 1):
            await fail(gate, 1, at=f"address {n}")
        with pytest.raises(TooManyAttemptsError):
            await gate.enter(at="elsewhere")

    async def test_an_address_is_slowed_down_whoever_it_guesses(self, gate: Gate) -> None:
        await gate.add()
        for n in range(FREE + 1):
            await fail(gate, 1, f"user {n}", at="cellar")
        with pytest.raises(TooManyAttemptsError):
            await gate.enter(at="cellar")
        assert await gate.enter(at="home")

    async def test_a_stranger_does_not_keep_a_user_out_of_an_address_they_logged_in_from(
        self, gate: Gate
    ) -> None:
        await gate.add()
        await gate.enter(at="home")
        await guess_elsewhere(gate)
        with pytest.raises(TooManyAttemptsError):
            await gate.enter(at="office")
        assert await gate.enter(at="home")

    async def test_a_success_at_a_known_address_makes_no_stranger_quicker(self, gate: Gate) -> None:
        await gate.add()
        await gate.enter(at="home")
        await guess_elsewhere(gate)
        await gate.enter(at="home")
        with pytest.raises(TooManyAttemptsError):
            await gate.enter("ada", "wrong", at="elsewhere")

    async def test_guesses_from_a_known_address_are_slowed_down_by_the_address(
        self, gate: Gate
    ) -> None:
        await gate.add()
        await gate.enter(at="home")
        await guess_elsewhere(gate)
        await fail(gate, FREE + 1)
        with pytest.raises(TooManyAttemptsError):
            await gate.enter(at="home")

    async def test_an_address_is_known_for_the_user_who_logged_in_there_alone(
        self, gate: Gate
    ) -> None:
        await gate.add()
        await gate.add("eve")
        await gate.enter("eve", at="cellar")
        await guess_elsewhere(gate)
        with pytest.raises(TooManyAttemptsError):
            await gate.enter(at="cellar")

    async def test_a_wrong_password_makes_no_address_known(self, gate: Gate) -> None:
        await gate.add()
        await fail(gate, 1, at="home")
        await guess_elsewhere(gate, FREE)
        with pytest.raises(TooManyAttemptsError):
            await gate.enter(at="home")

    async def test_an_address_is_known_for_ninety_days_after_the_last_login_there(
        self, gate: Gate, house: House
    ) -> None:
        await gate.add()
        await gate.enter(at="home")
        await house.clock.advance(60 * 86_400)
        await gate.enter(at="home")
        await house.clock.advance(60 * 86_400)
        await guess_elsewhere(gate)
        assert await gate.enter(at="home")
        await house.clock.advance(91 * 86_400)
        await guess_elsewhere(gate)
        with pytest.raises(TooManyAttemptsError):
            await gate.enter(at="home")

    async def test_many_logins_a_day_are_noted_once(self, gate: Gate, house: House) -> None:
        await gate.add()
        await gate.enter()
        written = house.database.commits
        for _ in range(3):
            await gate.enter()
        assert house.database.commits == written

    async def test_who_is_slowed_down_has_no_password_checked(self, gate: Gate) -> None:
        await gate.add()
        await fail(gate, FREE + 1)
        gate.hasher.verified.clear()
        with pytest.raises(TooManyAttemptsError) as refused:
            await gate.enter()
        assert refused.value.retry_after_seconds == 1
        assert gate.hasher.verified == []

    async def test_after_the_wait_the_right_password_is_welcome(
        self, gate: Gate, house: House
    ) -> None:
        await gate.add()
        await fail(gate, FREE + 1)
        await house.clock.advance(1)
        assert await gate.enter()

    async def test_a_success_clears_the_user(self, gate: Gate) -> None:
        await gate.add()
        await fail(gate, FREE)
        await gate.enter()
        await fail(gate, 1, at="elsewhere")
        assert await gate.enter(at="elsewhere")

    async def test_an_own_account_does_not_buy_an_address_more_guesses(self, gate: Gate) -> None:
        await gate.add()
        await gate.add("eve")
        for n in range(FREE + 1):
            await fail(gate, 1, f"user {n}", at="cellar")
            if n < FREE:
                await gate.enter("eve", at="cellar")
        with pytest.raises(TooManyAttemptsError):
            await gate.enter("ada", "wrong", at="cellar")

    async def test_guesses_sent_all_at_once_are_slowed_down_too(self, gate: Gate) -> None:
        """The right one is among a hundred, and not among the first."""
        await gate.add()
        guesses = [f"guess {n}" for n in range(100)]
        guesses[20] = PASSWORD
        all_there = asyncio.Event()

        async def slow_check() -> None:
            gate.hasher.meanwhile = slow_check
            await all_there.wait()

        gate.hasher.meanwhile = slow_check
        tasks = [asyncio.create_task(gate.enter(password=guess)) for guess in guesses]
        await asyncio.sleep(0)  # each comes as far as to the line
        all_there.set()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        kinds = [type(answer) for answer in answers]
        in_line = gate.places.places + gate.places.each_waiting
        assert kinds[20] is TooManyAttemptsError
        assert kinds.count(InvalidCredentialsError) == FREE + 1
        assert kinds.count(TooManyAttemptsError) == in_line - FREE - 1
        assert kinds.count(LoginsBusyError) == len(guesses) - in_line
        assert len(gate.hasher.verified) <= FREE + 1 + gate.places.places  # the rest cost nothing

    async def test_a_flood_from_one_address_holds_nobody_else_up(self, gate: Gate) -> None:
        await gate.add()
        busy, go_on = asyncio.Event(), asyncio.Event()

        async def slow_check() -> None:
            gate.hasher.meanwhile = slow_check
            busy.set()
            await go_on.wait()

        gate.hasher.meanwhile = slow_check
        flood = [
            asyncio.create_task(gate.enter(f"name {n}", "guess", "elsewhere")) for n in range(1000)
        ]
        await busy.wait()
        right = asyncio.create_task(gate.enter("ada", PASSWORD, "home"))
        await asyncio.sleep(0)
        go_on.set()
        assert await right
        ahead = [password for password, _ in gate.hasher.verified].index(PASSWORD)
        assert ahead <= 2 * gate.places.places
        refused = await asyncio.gather(*flood, return_exceptions=True)
        assert sum(isinstance(answer, LoginsBusyError) for answer in refused) > 900

    async def test_many_right_logins_at_once_all_get_in(self, gate: Gate) -> None:
        await gate.add()
        assert len(await asyncio.gather(*(gate.enter() for _ in range(20)))) == 20


async def test_a_password_changed_while_it_is_checked_gives_no_token_that_holds(
    gate: Gate, house: House
) -> None:
    ada = await gate.add()

    async def change() -> None:
        async with house.units() as uow:
            await uow.users.replace(ada, ada.with_password("another"))
            await uow.commit()

    gate.hasher.meanwhile = change
    token = await gate.enter()
    with pytest.raises(InvalidTokenError):
        await gate.authenticate(token)
