from dataclasses import replace

import pytest

from application.ports.attempts import AttemptPolicy
from domain.errors.accounts import InvalidCredentialsError, InvalidTokenError, TooManyAttemptsError
from domain.errors.kinds import InvalidRequestError
from domain.user import User
from tests.fakes.gate import PASSWORD, Gate
from tests.fakes.house import House

NEW = "battery staple"


@pytest.fixture
def gate(house: House) -> Gate:
    return Gate(house)


@pytest.fixture
async def ada(gate: Gate) -> User:
    return await gate.add()


async def test_the_new_password_takes_the_place_of_the_old_one(gate: Gate, ada: User) -> None:
    await gate.change_password(PASSWORD, NEW, caller=ada)
    changed = await gate.stored(ada)
    assert changed == replace(
        ada, password_hash=f"hash of {NEW}", token_generation=ada.token_generation + 1
    )


@pytest.mark.parametrize("new", ["", "x" * 7, "x" * 257])
async def test_a_password_that_does_not_do_is_refused(gate: Gate, ada: User, new: str) -> None:
    with pytest.raises(InvalidRequestError, match="8 to 256") as refused:
        await gate.change_password(PASSWORD, new, caller=ada)
    assert [error.field for error in refused.value.errors] == ["new_password"]
    assert await gate.stored(ada) == ada


@pytest.mark.parametrize("new", ["x" * 8, "x" * 256])
async def test_a_password_of_the_shortest_or_longest_length_does(
    gate: Gate, ada: User, new: str
) -> None:
    await gate.change_password(PASSWORD, new, caller=ada)
    assert (await gate.stored(ada)).password_hash == f"hash of {new}"


async def test_who_does_not_know_the_current_password_changes_nothing(
    gate: Gate, ada: User
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        await gate.change_password("wrong", NEW, caller=ada)
    assert [error.field for error in refused.value.errors] == ["current_password"]
    assert await gate.stored(ada) == ada


async def test_guessing_the_current_password_is_slowed_down(gate: Gate, ada: User) -> None:
    for _ in range(AttemptPolicy().free + 1):
        with pytest.raises(InvalidRequestError):
            await gate.change_password("wrong", NEW, caller=ada)
    with pytest.raises(TooManyAttemptsError):
        await gate.change_password(PASSWORD, NEW, caller=ada)
    with pytest.raises(TooManyAttemptsError):
        await gate.enter(ada.username)


async def test_strangers_who_guess_at_the_login_keep_nobody_from_a_new_password(
    gate: Gate, ada: User
) -> None:
    for n in range(AttemptPolicy().free + 1):
        with pytest.raises(InvalidCredentialsError):
            await gate.enter(ada.username, "wrong", at=f"address {n}")
    await gate.change_password(PASSWORD, NEW, caller=ada)
    assert (await gate.stored(ada)).password_hash == f"hash of {NEW}"


async def test_knowing_the_current_password_clears_the_failures(gate: Gate, ada: User) -> None:
    for _ in range(AttemptPolicy().free):
        with pytest.raises(InvalidRequestError):
            await gate.change_password("wrong", NEW, caller=ada)
    await gate.change_password(PASSWORD, NEW, caller=ada)
    with pytest.raises(InvalidRequestError):
        await gate.change_password("wrong", NEW, caller=await gate.stored(ada))
    assert await gate.enter(ada.username, NEW)


async def test_of_two_changes_at_once_the_second_is_refused(gate: Gate, ada: User) -> None:
    """Else both would be of one generation, and tokens of the first outlive the second."""

    async def change_first() -> None:
        await gate.change_password(PASSWORD, "the first one", caller=ada)

    gate.hasher.meanwhile = change_first
    with pytest.raises(InvalidTokenError):
        await gate.change_password(PASSWORD, NEW, caller=ada)
    assert (await gate.stored(ada)).password_hash == "hash of the first one"


async def test_who_is_disabled_meanwhile_stays_so(gate: Gate, ada: User, house: House) -> None:
    async def disable() -> None:
        async with house.units() as uow:
            await uow.users.replace(ada, replace(ada, disabled=True))
            await uow.commit()

    gate.hasher.meanwhile = disable
    with pytest.raises(InvalidTokenError):
        await gate.change_password(PASSWORD, NEW, caller=ada)
    assert (await gate.stored(ada)).disabled
