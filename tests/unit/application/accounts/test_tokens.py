"""What ends a token: time, logging out, another password, a disabled user."""

from dataclasses import replace

import pytest

from domain.errors.accounts import InvalidTokenError
from domain.user import User
from tests.fakes.gate import PASSWORD, Gate
from tests.fakes.house import House
from tests.fakes.security import TOKEN_SECONDS
from tests.samples import a_user


@pytest.fixture
def gate(house: House) -> Gate:
    return Gate(house)


@pytest.fixture
async def ada(gate: Gate) -> User:
    return await gate.add()


async def refused(gate: Gate, token: str) -> bool:
    try:
        await gate.authenticate(token)
    except InvalidTokenError:
        return True
    return False


async def test_a_token_that_nobody_issued_is_refused(gate: Gate) -> None:
    assert await refused(gate, "forged")


async def test_a_token_expires(gate: Gate, ada: User, house: House) -> None:
    token = await gate.enter(ada.username)
    await house.clock.advance(TOKEN_SECONDS - 1)
    assert not await refused(gate, token)
    await house.clock.advance(1)
    assert await refused(gate, token)


async def test_logging_out_ends_this_token_and_no_other(gate: Gate, ada: User) -> None:
    here, there = await gate.enter(ada.username), await gate.enter(ada.username)
    await gate.logout(here)
    with pytest.raises(InvalidTokenError, match="logged out"):
        await gate.authenticate(here)
    assert not await refused(gate, there)


async def test_who_has_logged_out_can_do_so_again(gate: Gate, ada: User) -> None:
    token = await gate.enter(ada.username)
    await gate.logout(token)
    await gate.logout(token)
    assert await refused(gate, token)


async def test_what_is_no_token_cannot_be_logged_out(gate: Gate) -> None:
    with pytest.raises(InvalidTokenError):
        await gate.logout("forged")


async def test_a_new_password_ends_every_older_token(gate: Gate, ada: User) -> None:
    older = [await gate.enter(ada.username) for _ in range(2)]
    fresh = await gate.change_password(PASSWORD, "battery staple", caller=ada)
    assert [await refused(gate, token) for token in older] == [True, True]
    assert not await refused(gate, fresh.value)
    assert not await refused(gate, await gate.enter(ada.username, "battery staple"))


async def test_disabling_a_user_ends_their_tokens(gate: Gate, ada: User, house: House) -> None:
    token = await gate.enter(ada.username)
    async with house.units() as uow:
        await uow.users.replace(ada, replace(ada, disabled=True))
        await uow.commit()
    assert await refused(gate, token)


async def test_the_token_of_a_user_who_is_gone_is_refused(gate: Gate) -> None:
    assert await refused(gate, gate.tokens.issue(a_user()).value)
