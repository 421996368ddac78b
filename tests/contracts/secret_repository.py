"""What every SecretRepository promises."""

import asyncio
from datetime import timedelta

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.webhook_secrets import SecretRing
from tests.contracts.job_repository import ADA, BOB, NEW_YEAR


async def add(units: UnitOfWorkFactory, ring: SecretRing) -> bool:
    async with units() as uow:
        added = await uow.webhook_secrets.add(ring)
        await uow.commit()
    return added


async def replace(units: UnitOfWorkFactory, before: SecretRing, after: SecretRing) -> bool:
    async with units() as uow:
        replaced = await uow.webhook_secrets.replace(before, after)
        await uow.commit()
    return replaced


class SecretRepositoryContract:
    async def test_a_users_secrets_are_found(self, units: UnitOfWorkFactory) -> None:
        ring = SecretRing(ADA, "one", NEW_YEAR).rotated("two", at=NEW_YEAR + timedelta(hours=1))
        assert await add(units, ring)
        async with units() as uow:
            assert await uow.webhook_secrets.of(ADA) == ring
            assert await uow.webhook_secrets.of(BOB) is None

    async def test_of_many_first_secrets_one_is_kept(self, units: UnitOfWorkFactory) -> None:
        rings = [SecretRing(ADA, str(number), NEW_YEAR) for number in range(6)]
        added = await asyncio.gather(*(add(units, ring) for ring in rings))
        assert sum(added) == 1
        async with units() as uow:
            assert await uow.webhook_secrets.of(ADA) == rings[added.index(True)]

    async def test_of_two_rotations_at_once_one_counts(self, units: UnitOfWorkFactory) -> None:
        ring = SecretRing(ADA, "one", NEW_YEAR)
        await add(units, ring)
        after = [ring.rotated(sealed, at=NEW_YEAR) for sealed in ("two", "three")]
        done = await asyncio.gather(*(replace(units, ring, each) for each in after))
        assert sorted(done) == [False, True]
        async with units() as uow:
            assert await uow.webhook_secrets.of(ADA) == after[done.index(True)]

    async def test_what_was_never_made_is_not_replaced(self, units: UnitOfWorkFactory) -> None:
        ring = SecretRing(ADA, "one", NEW_YEAR)
        assert not await replace(units, ring, ring.rotated("two", at=NEW_YEAR))
