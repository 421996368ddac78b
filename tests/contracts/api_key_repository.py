"""What every ApiKeyRepository promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.api_key import ApiKey, ApiKeyId, Scope
from domain.errors.accounts import ApiKeyNotFoundError
from domain.user import User, UserId
from tests.contracts.job_repository import NEW_YEAR
from tests.samples import a_user, an_api_key

DAY = timedelta(days=1)


async def keep(units: UnitOfWorkFactory, *keys: ApiKey) -> None:
    async with units() as uow:
        for key in keys:
            await uow.api_keys.add(key)
        await uow.commit()


async def stored(units: UnitOfWorkFactory, key: ApiKey) -> ApiKey | None:
    async with units() as uow:
        return await uow.api_keys.by_digest(key.digest)


class ApiKeyRepositoryContract:
    @pytest.fixture
    async def ada(self, units: UnitOfWorkFactory) -> User:
        return await self._added(units, a_user("ada"))

    @pytest.fixture
    async def bob(self, units: UnitOfWorkFactory) -> User:
        return await self._added(units, a_user("bob"))

    async def _added(self, units: UnitOfWorkFactory, user: User) -> User:
        async with units() as uow:
            await uow.users.add(user)
            await uow.commit()
        return user

    async def test_a_key_is_found_by_its_hash_as_it_was_kept(
        self, units: UnitOfWorkFactory, ada: User
    ) -> None:
        key = an_api_key(
            ada.id,
            name="Büro \N{ROCKET}",
            scopes=frozenset(Scope),
            expires_at=NEW_YEAR + DAY,
            last_used_at=NEW_YEAR,
            revoked_at=NEW_YEAR,
        )
        await keep(units, key, an_api_key(ada.id))
        assert await stored(units, key) == key

    @pytest.mark.parametrize("digest", ["", "0" * 64, "' OR '1"])
    async def test_a_hash_that_nobody_has_finds_nothing(
        self, units: UnitOfWorkFactory, ada: User, digest: str
    ) -> None:
        await keep(units, an_api_key(ada.id))
        async with units() as uow:
            assert await uow.api_keys.by_digest(digest) is None

    async def test_an_owner_sees_their_own_newest_first(
        self, units: UnitOfWorkFactory, ada: User, bob: User
    ) -> None:
        keys = [an_api_key(ada.id, created_at=NEW_YEAR + n * DAY) for n in (1, 3, 2)]
        await keep(units, *keys, an_api_key(bob.id))
        async with units() as uow:
            assert await uow.api_keys.of_owner(ada.id, limit=10) == [keys[1], keys[2], keys[0]]
            assert await uow.api_keys.of_owner(ada.id, limit=1) == [keys[1]]
            assert await uow.api_keys.of_owner(UserId(uuid4()), limit=10) == []

    async def test_keys_that_have_ended_do_not_count_as_live(
        self, units: UnitOfWorkFactory, ada: User, bob: User
    ) -> None:
        await keep(
            units,
            an_api_key(ada.id),
            an_api_key(ada.id, expires_at=NEW_YEAR + DAY),
            an_api_key(ada.id, expires_at=NEW_YEAR),
            an_api_key(ada.id, revoked_at=NEW_YEAR - DAY),
            an_api_key(bob.id),
        )
        async with units() as uow:
            assert await uow.api_keys.live(ada.id, at=NEW_YEAR) == 2

    async def test_a_key_is_revoked_once(self, units: UnitOfWorkFactory, ada: User) -> None:
        key, other = an_api_key(ada.id), an_api_key(ada.id)
        await keep(units, key, other)
        for at in (NEW_YEAR, NEW_YEAR + DAY):
            async with units() as uow:
                await uow.api_keys.revoke(key.id, ada.id, at=at)
                await uow.commit()
        assert await stored(units, key) == replace(key, revoked_at=NEW_YEAR)
        assert await stored(units, other) == other

    async def test_nobody_revokes_the_key_of_another(
        self, units: UnitOfWorkFactory, ada: User, bob: User
    ) -> None:
        key = an_api_key(ada.id)
        await keep(units, key)
        for key_id, owner in ((key.id, bob.id), (ApiKeyId(uuid4()), ada.id)):
            async with units() as uow:
                with pytest.raises(ApiKeyNotFoundError):
                    await uow.api_keys.revoke(key_id, owner, at=NEW_YEAR)
        assert await stored(units, key) == key

    async def test_all_keys_of_an_owner_are_revoked(
        self, units: UnitOfWorkFactory, ada: User, bob: User
    ) -> None:
        live, ended = an_api_key(ada.id), an_api_key(ada.id, revoked_at=NEW_YEAR - DAY)
        foreign = an_api_key(bob.id)
        await keep(units, live, ended, foreign)
        async with units() as uow:
            await uow.api_keys.revoke_all(ada.id, at=NEW_YEAR)
            await uow.commit()
        assert await stored(units, live) == replace(live, revoked_at=NEW_YEAR)
        assert await stored(units, ended) == ended
        assert await stored(units, foreign) == foreign

    async def test_the_last_use_never_goes_back(self, units: UnitOfWorkFactory, ada: User) -> None:
        key = an_api_key(ada.id)
        await keep(units, key)
        for at in (NEW_YEAR, NEW_YEAR + DAY, NEW_YEAR):
            async with units() as uow:
                await uow.api_keys.note_use(key, at=at)
                await uow.commit()
        assert await stored(units, key) == replace(key, last_used_at=NEW_YEAR + DAY)

    async def test_a_use_that_is_noted_late_does_not_undo_a_revocation(
        self, units: UnitOfWorkFactory, ada: User
    ) -> None:
        key = an_api_key(ada.id)
        await keep(units, key)

        async def revoke() -> None:
            async with units() as uow:
                await uow.api_keys.revoke(key.id, ada.id, at=NEW_YEAR)
                await uow.commit()

        async def use() -> None:
            async with units() as uow:
                await uow.api_keys.note_use(key, at=NEW_YEAR)
                await uow.commit()

        await asyncio.gather(revoke(), use())
        assert await stored(units, key) == replace(key, revoked_at=NEW_YEAR, last_used_at=NEW_YEAR)

    async def test_what_ended_long_ago_is_forgotten(
        self, units: UnitOfWorkFactory, ada: User, bob: User
    ) -> None:
        kept = [
            an_api_key(ada.id),
            an_api_key(ada.id, revoked_at=NEW_YEAR),
            an_api_key(ada.id, expires_at=NEW_YEAR + DAY),
            an_api_key(bob.id, revoked_at=NEW_YEAR - DAY),
        ]
        gone = [
            an_api_key(ada.id, revoked_at=NEW_YEAR - DAY),
            an_api_key(ada.id, expires_at=NEW_YEAR - DAY),
        ]
        await keep(units, *kept, *gone)
        async with units() as uow:
            await uow.api_keys.forget_ended(ada.id, before=NEW_YEAR)
            await uow.commit()
        assert [await stored(units, key) for key in (*kept, *gone)] == [*kept, None, None]
