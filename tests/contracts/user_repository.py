"""What every UserRepository promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.users import MOST_ADDRESSES, UserQuery
from domain.user import Role, User
from tests.contracts.job_repository import NEW_YEAR
from tests.samples import a_user


async def add(units: UnitOfWorkFactory, user: User) -> bool:
    async with units() as uow:
        added = await uow.users.add(user)
        await uow.commit()
    return added


class UserRepositoryContract:
    async def test_a_user_is_found_by_name_and_by_id(self, units: UnitOfWorkFactory) -> None:
        user = a_user("Zoë", role=Role.ADMIN, disabled=True, token_generation=7)
        assert await add(units, user)
        await add(units, a_user("bob"))
        async with units() as uow:
            assert await uow.users.by_name("Zoë") == user
            assert await uow.users.by_id(user.id) == user

    async def test_a_user_who_is_not_there_is_nobody(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            assert await uow.users.by_name("ada") is None
            assert await uow.users.by_id(a_user().id) is None

    @pytest.mark.parametrize("name", ["ADA", "ada ", "ad_", "%", "", "a\0da", "\udc80", "' OR '1"])
    async def test_a_name_matches_as_written_only(
        self, units: UnitOfWorkFactory, name: str
    ) -> None:
        await add(units, a_user("ada"))
        async with units() as uow:
            assert await uow.users.by_name(name) is None

    async def test_a_name_is_given_once(self, units: UnitOfWorkFactory) -> None:
        first = a_user("ada")
        assert await add(units, first)
        assert not await add(units, a_user("ada"))
        async with units() as uow:
            assert await uow.users.by_name("ada") == first

    async def test_a_transaction_goes_on_after_a_name_was_taken(
        self, units: UnitOfWorkFactory
    ) -> None:
        await add(units, a_user("ada"))
        async with units() as uow:
            assert not await uow.users.add(a_user("ada"))
            assert await uow.users.add(a_user("bob"))
            await uow.commit()
        async with units() as uow:
            assert await uow.users.by_name("bob") is not None

    async def test_of_many_who_take_a_name_at_once_one_gets_it(
        self, units: UnitOfWorkFactory
    ) -> None:
        added = await asyncio.gather(*(add(units, a_user("ada")) for _ in range(8)))
        assert sorted(added) == [False] * 7 + [True]

    async def test_the_names_of_all_are_given(self, units: UnitOfWorkFactory) -> None:
        for name in ("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}", "bob"):
            await add(units, a_user(name))
        async with units() as uow:
            assert sorted(await uow.users.names()) == [
                "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}",
                "bob",
            ]

    async def test_a_user_is_replaced(self, units: UnitOfWorkFactory) -> None:
        user = a_user("ada")
        await add(units, user)
        changed = replace(user.with_password("another"), role=Role.ADMIN, disabled=True)
        async with units() as uow:
            assert await uow.users.replace(user, changed)
            await uow.commit()
        async with units() as uow:
            assert await uow.users.by_id(user.id) == changed

    async def test_a_user_who_was_changed_meanwhile_is_not_overwritten(
        self, units: UnitOfWorkFactory
    ) -> None:
        user = a_user("ada")
        await add(units, user)
        for changes in ({"disabled": True}, {"role": Role.ADMIN}, {"token_generation": 1}):
            async with units() as uow:
                assert not await uow.users.replace(
                    replace(user, **changes), user.with_password("x")
                )
                await uow.commit()
        async with units() as uow:
            assert await uow.users.by_id(user.id) == user

    async def test_of_two_changes_at_once_one_is_made(self, units: UnitOfWorkFactory) -> None:
        user = a_user("ada")
        await add(units, user)

        async def change(password: str) -> bool:
            async with units() as uow:
                changed = await uow.users.replace(user, user.with_password(password))
                await uow.commit()
            return changed

        assert sorted(await asyncio.gather(change("one"), change("two"))) == [False, True]

    async def test_a_user_who_is_not_there_cannot_be_replaced(
        self, units: UnitOfWorkFactory
    ) -> None:
        user = a_user("ada")
        async with units() as uow:
            assert not await uow.users.replace(user, user.with_password("another"))

    async def test_a_revoked_token_is_refused_and_no_other(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            await uow.users.revoke_token("one", until=NEW_YEAR + timedelta(days=1))
            await uow.commit()
        async with units() as uow:
            assert await uow.users.is_revoked("one")
            assert not await uow.users.is_revoked("two")

    async def test_a_token_leads_to_its_user_until_it_is_revoked(
        self, units: UnitOfWorkFactory
    ) -> None:
        ada = a_user("ada")
        assert await add(units, ada)
        async with units() as uow:
            assert await uow.users.by_token("one", ada.id) == ada
            assert await uow.users.by_token("one", a_user().id) is None
            await uow.users.revoke_token("one", until=NEW_YEAR + timedelta(days=1))
            await uow.commit()
        async with units() as uow:
            assert await uow.users.by_token("one", ada.id) is None
            assert await uow.users.by_token("two", ada.id) == ada

    async def test_a_token_can_be_revoked_twice(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            for _ in range(2):
                await uow.users.revoke_token("one", until=NEW_YEAR + timedelta(days=1))
            await uow.commit()
            assert await uow.users.is_revoked("one")

    async def test_addresses_are_remembered_of_each_user_for_a_time(
        self, units: UnitOfWorkFactory
    ) -> None:
        ada, bob = a_user("ada"), a_user("bob")
        for user in (ada, bob):
            await add(units, user)
        for day in (0, 2):
            async with units() as uow:
                await uow.users.remember_address(ada.id, "home", at=NEW_YEAR + timedelta(days=day))
                await uow.commit()
        async with units() as uow:
            assert await uow.users.knows_address(
                ada.username, "home", since=NEW_YEAR + timedelta(days=2)
            )
            assert not await uow.users.knows_address(
                ada.username, "home", since=NEW_YEAR + timedelta(days=3)
            )
            assert not await uow.users.knows_address(ada.username, "elsewhere", since=NEW_YEAR)
            assert not await uow.users.knows_address(bob.username, "home", since=NEW_YEAR)

    async def test_only_the_last_addresses_of_a_user_are_remembered(
        self, units: UnitOfWorkFactory
    ) -> None:
        ada, bob = a_user("ada"), a_user("bob")
        for user in (ada, bob):
            await add(units, user)
        async with units() as uow:
            await uow.users.remember_address(bob.id, "first", at=NEW_YEAR)
            for hour, digest in enumerate(["first", *map(str, range(MOST_ADDRESSES))]):
                at = NEW_YEAR + timedelta(hours=hour)
                await uow.users.remember_address(ada.id, digest, at=at)
            await uow.commit()
        async with units() as uow:
            known = [
                await uow.users.knows_address(user.username, digest, since=NEW_YEAR)
                for user, digest in ((ada, "first"), (ada, "0"), (ada, "19"), (bob, "first"))
            ]
        assert known == [False, True, True, True]

    @pytest.mark.parametrize(
        ("query", "names", "total"),
        [
            (UserQuery(), ["bob", "Anna", "ann_e"], 3),
            (UserQuery(skip=1, limit=1), ["Anna"], 3),
            (UserQuery(skip=3), [], 3),
            (UserQuery(text="ANN"), ["Anna", "ann_e"], 2),
            (UserQuery(text="_"), ["ann_e"], 1),
            (UserQuery(text="%"), [], 0),
            (UserQuery(text="\\"), [], 0),
            (UserQuery(text="a\0"), [], 0),
        ],
    )
    async def test_users_are_listed_the_oldest_first(
        self, units: UnitOfWorkFactory, query: UserQuery, names: list[str], total: int
    ) -> None:
        for day, name in enumerate(("bob", "Anna", "ann_e")):
            await add(units, a_user(name, created_at=NEW_YEAR + timedelta(days=day)))
        async with units() as uow:
            page = await uow.users.page(query)
        assert ([user.username for user in page.users], page.total) == (names, total)

    @pytest.mark.parametrize("text", ["Özgür", "Öz", "gür", "ÖZGÜR", "zg"])
    async def test_a_name_is_found_by_its_own_spelling_in_any_alphabet(
        self, units: UnitOfWorkFactory, text: str
    ) -> None:
        await add(units, a_user("ÖZGÜR" if text.isupper() else "Özgür"))
        async with units() as uow:
            assert (await uow.users.page(UserQuery(text=text))).total == 1

    async def test_only_admins_who_can_come_in_count_as_active(
        self, units: UnitOfWorkFactory
    ) -> None:
        root = a_user("root", role=Role.ADMIN)
        for user in (root, a_user("former", role=Role.ADMIN, disabled=True), a_user("ada")):
            await add(units, user)
        async with units() as uow:
            assert await uow.users.active_admins() == [root]

    async def test_of_two_admins_who_shut_each_other_out_one_comes_second(
        self, units: UnitOfWorkFactory
    ) -> None:
        one, two = (a_user(name, role=Role.ADMIN) for name in ("one", "two"))
        await add(units, one)
        await add(units, two)

        async def shut_out(other: User) -> int:
            async with units() as uow:
                admins = await uow.users.active_admins()
                if len(admins) > 1:
                    await uow.users.replace(other, other.shut_out())
                await uow.commit()
            return len(admins)

        assert sorted(await asyncio.gather(shut_out(one), shut_out(two))) == [1, 2]
