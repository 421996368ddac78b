import asyncio

import pytest

from application.accounts.bootstrap_admin import BootstrapAdmin
from domain.errors.kinds import InvalidRequestError
from domain.user import Role
from tests.fakes.house import House
from tests.fakes.security import PlainHasher
from tests.samples import a_user


@pytest.fixture
def bootstrap(house: House) -> BootstrapAdmin:
    return BootstrapAdmin(house.units, PlainHasher(), house.clock, house.ids)


async def test_the_first_start_makes_an_admin(house: House, bootstrap: BootstrapAdmin) -> None:
    assert await bootstrap("admin", "secret password")
    (admin,) = house.database.records.users.values()
    assert (admin.username, admin.role, admin.disabled) == ("admin", Role.ADMIN, False)
    assert admin.password_hash == "hash of secret password"
    assert admin.created_at == house.clock.now()


async def test_the_next_start_changes_nothing(house: House, bootstrap: BootstrapAdmin) -> None:
    await bootstrap("admin", "secret password")
    before = house.database.records.users
    assert not await bootstrap("admin", "another password")
    assert house.database.records.users == before


async def test_a_user_of_that_name_is_not_made_an_admin(
    house: House, bootstrap: BootstrapAdmin
) -> None:
    user = await house.add_user(a_user("admin"))
    assert not await bootstrap("admin", "secret password")
    assert house.database.records.users == {user.id: user}


async def test_of_two_starts_at_once_one_makes_the_admin(
    house: House, bootstrap: BootstrapAdmin
) -> None:
    made = await asyncio.gather(bootstrap("admin", "the first"), bootstrap("admin", "the second"))
    assert sorted(made) == [False, True]
    assert len(house.database.records.users) == 1


@pytest.mark.parametrize(
    ("username", "password"), [("ada lovelace", "secret password"), ("admin", "short")]
)
async def test_the_first_admin_keeps_to_what_holds_for_all_users(
    house: House, bootstrap: BootstrapAdmin, username: str, password: str
) -> None:
    with pytest.raises(InvalidRequestError):
        await bootstrap(username, password)
    assert house.database.records.users == {}


async def test_a_password_that_is_not_needed_any_more_may_be_of_any_length(
    house: House, bootstrap: BootstrapAdmin
) -> None:
    await house.add_user(a_user("admin"))
    assert not await bootstrap("admin", "short")
