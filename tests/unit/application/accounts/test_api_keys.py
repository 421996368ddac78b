"""Keys from their making to their end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.accounts.list_api_keys import ListApiKeys
from application.accounts.make_api_key import MOST_LIVE, MadeApiKey, MakeApiKey
from application.accounts.revoke_api_key import RevokeApiKey
from domain.api_key import ApiKey, ApiKeyId, Scope, digest_of
from domain.errors.accounts import ApiKeyNotFoundError, InvalidApiKeyError, TooManyApiKeysError
from domain.errors.kinds import ForbiddenError
from domain.user import Role, User
from tests.fakes.gate import Gate
from tests.fakes.house import House
from tests.memory.ids import SequentialIds
from tests.memory.secrets import SequentialSecrets
from tests.samples import an_api_key

BOTH = (Scope.READ, Scope.TRANSCRIBE)


@pytest.fixture
def gate(house: House) -> Gate:
    return Gate(house)


@pytest.fixture
async def ada(gate: Gate) -> User:
    return await gate.add()


@pytest.fixture
def make(house: House) -> MakeApiKey:
    return MakeApiKey(house.units, SequentialSecrets(), house.clock, SequentialIds())


@pytest.fixture
async def made(make: MakeApiKey, ada: User) -> MadeApiKey:
    return await make("laptop", BOTH, None, caller=ada)


def stored(house: House, made: MadeApiKey) -> ApiKey:
    return house.database.records.api_keys[made.key.id]


async def test_a_key_opens_what_is_its_owners(gate: Gate, ada: User, made: MadeApiKey) -> None:
    principal = await gate.authenticate(made.secret)
    assert principal.user == ada
    assert principal.scopes == set(BOTH)


async def test_the_secret_itself_is_not_kept(house: House, made: MadeApiKey) -> None:
    assert made.secret not in repr(house.database.records)
    assert stored(house, made).digest == digest_of(made.secret)
    assert made.secret.startswith(made.key.prefix)
    assert len(made.secret) - len(made.key.prefix) >= 32


@pytest.mark.parametrize(
    "secret", ["wt_", "wt_x", "wt_" + "0" * 43, "wt_\0", "wt_\udc80", "wt_" + "0" * 100_000]
)
async def test_a_key_that_nobody_made_opens_nothing(
    gate: Gate, made: MadeApiKey, secret: str
) -> None:
    assert made.secret != secret
    with pytest.raises(InvalidApiKeyError):
        await gate.authenticate(secret)


async def test_a_key_ends_when_it_expires(
    gate: Gate, house: House, make: MakeApiKey, ada: User
) -> None:
    made = await make("short", BOTH, timedelta(days=1), caller=ada)
    await house.clock.advance(86_399)
    await gate.authenticate(made.secret)
    await house.clock.advance(1)
    with pytest.raises(InvalidApiKeyError, match="expired"):
        await gate.authenticate(made.secret)


async def test_a_revoked_key_opens_nothing_and_stays_in_the_list(
    gate: Gate, house: House, ada: User, made: MadeApiKey
) -> None:
    for _ in range(2):
        await RevokeApiKey(house.units, house.clock)(made.key.id, caller=ada)
    with pytest.raises(InvalidApiKeyError, match="revoked"):
        await gate.authenticate(made.secret)
    assert await ListApiKeys(house.units)(caller=ada) == [
        replace(made.key, revoked_at=house.clock.now())
    ]


async def test_the_key_of_another_cannot_be_seen_or_revoked(
    gate: Gate, house: House, made: MadeApiKey
) -> None:
    bob = await gate.add("bob")
    assert await ListApiKeys(house.units)(caller=bob) == []
    with pytest.raises(ApiKeyNotFoundError):
        await RevokeApiKey(house.units, house.clock)(made.key.id, caller=bob)
    await gate.authenticate(made.secret)


async def test_disabling_a_user_ends_their_keys(
    gate: Gate, house: House, ada: User, made: MadeApiKey
) -> None:
    async with house.units() as uow:
        await uow.users.replace(ada, replace(ada, disabled=True))
        await uow.commit()
    with pytest.raises(InvalidApiKeyError):
        await gate.authenticate(made.secret)


async def test_only_an_admin_makes_a_key_for_admins(
    gate: Gate, make: MakeApiKey, ada: User
) -> None:
    with pytest.raises(ForbiddenError, match="admin"):
        await make("power", [Scope.ADMIN], None, caller=ada)
    root = await gate.add("root", role=Role.ADMIN)
    made = await make("power", [Scope.ADMIN], None, caller=root)
    assert made.key.scopes == {Scope.ADMIN}


async def test_a_use_is_written_down_once_a_minute(
    gate: Gate, house: House, made: MadeApiKey
) -> None:
    first = house.clock.now()
    for _ in range(3):
        await gate.authenticate(made.secret)
    await house.clock.advance(59)
    commits = house.database.commits
    await gate.authenticate(made.secret)
    assert stored(house, made).last_used_at == first
    assert house.database.commits == commits
    await house.clock.advance(1)
    await gate.authenticate(made.secret)
    assert stored(house, made).last_used_at == first + timedelta(minutes=1)


async def test_a_use_that_cannot_be_written_down_is_allowed_all_the_same(
    gate: Gate, house: House, ada: User, made: MadeApiKey
) -> None:
    async with house.units() as writer:  # who keeps everybody else from writing
        await writer.users.add(replace(ada, username="x"))
        house.database.write_lock_seconds = 0.01
        assert (await gate.authenticate(made.secret)).user == ada
    assert stored(house, made).last_used_at is None


async def test_a_user_has_so_many_keys_and_no_more(
    house: House, make: MakeApiKey, ada: User, made: MadeApiKey
) -> None:
    async with house.units() as uow:
        for _ in range(MOST_LIVE - 2):
            await uow.api_keys.add(an_api_key(ada.id))
        await uow.commit()
    await make("the last", BOTH, None, caller=ada)
    with pytest.raises(TooManyApiKeysError, match="100"):
        await make("one more", BOTH, None, caller=ada)
    await RevokeApiKey(house.units, house.clock)(made.key.id, caller=ada)
    await make("in its place", BOTH, None, caller=ada)


async def test_keys_that_ended_long_ago_are_forgotten(
    house: House, make: MakeApiKey, ada: User, made: MadeApiKey
) -> None:
    await RevokeApiKey(house.units, house.clock)(made.key.id, caller=ada)
    await house.clock.advance(91 * 86_400)
    another = await make("another", BOTH, None, caller=ada)
    assert [key.id for key in await ListApiKeys(house.units)(caller=ada)] == [another.key.id]
    with pytest.raises(ApiKeyNotFoundError):
        await RevokeApiKey(house.units, house.clock)(ApiKeyId(made.key.id), caller=ada)
