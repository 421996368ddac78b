"""What admins do to users."""

import asyncio

import pytest

from adapters.security.unicode_look_alikes import UnicodeLookAlikes
from application.accounts.change_user import ChangeUser
from application.accounts.create_user import CreateUser
from application.accounts.list_users import ListUsers
from application.accounts.reset_password import ResetPassword
from application.ports.users import UserQuery
from domain.errors.accounts import (
    InvalidApiKeyError,
    InvalidTokenError,
    LastAdminError,
    TooManyAttemptsError,
    UsernameLooksAlikeError,
    UsernameTakenError,
    UserNotFoundError,
)
from domain.errors.kinds import ForbiddenError, InvalidRequestError
from domain.user import OPERATOR, Role, User
from tests.fakes.gate import Gate
from tests.fakes.house import House
from tests.memory.ids import SequentialIds
from tests.samples import a_user, an_api_key

NEW = "battery staple"


@pytest.fixture
def gate(house: House) -> Gate:
    return Gate(house)


@pytest.fixture
async def root(gate: Gate) -> User:
    return await gate.add("root", role=Role.ADMIN)


@pytest.fixture
async def ada(gate: Gate) -> User:
    return await gate.add()


@pytest.fixture
def create(house: House, gate: Gate) -> CreateUser:
    return CreateUser(house.units, gate.hasher, house.clock, SequentialIds(), UnicodeLookAlikes())


@pytest.fixture
def change(house: House) -> ChangeUser:
    return ChangeUser(house.units, house.clock)


@pytest.fixture
def reset(house: House, gate: Gate) -> ResetPassword:
    return ResetPassword(house.units, gate.hasher, gate.attempts, house.clock)


async def test_a_new_user_can_log_in_at_once(gate: Gate, create: CreateUser, root: User) -> None:
    made = await create("eve", NEW, Role.USER, caller=root)
    assert (await gate.authenticate(await gate.enter("eve", NEW))).user == made


async def test_the_operator_of_the_machine_can_make_the_first_admin(create: CreateUser) -> None:
    assert (await create("root", NEW, Role.ADMIN, caller=OPERATOR)).is_active_admin


async def test_a_name_is_found_however_a_keyboard_composes_it(
    house: House, create: CreateUser, root: User
) -> None:
    made = await create("o\u0308zgur", NEW, Role.USER, caller=root)
    for typed in ("o\u0308z", "\u00f6z"):
        page = await ListUsers(house.units)(UserQuery(text=typed), caller=root)
        assert page.users == [made]


@pytest.mark.usefixtures("ada")
async def test_a_name_is_given_once(create: CreateUser, root: User) -> None:
    with pytest.raises(UsernameTakenError, match="'ada'"):
        await create("ada", NEW, Role.USER, caller=root)


async def test_a_name_that_looks_like_that_of_another_user_is_refused(
    create: CreateUser, root: User
) -> None:
    with pytest.raises(UsernameLooksAlikeError, match="looks like 'root', the name of another"):
        await create("r\N{CYRILLIC SMALL LETTER O}ot", NEW, Role.USER, caller=root)


@pytest.mark.parametrize(("name", "password"), [("a b", NEW), ("eve", "short"), ("", "")])
async def test_a_user_who_does_not_do_is_not_made(
    house: House, create: CreateUser, root: User, name: str, password: str
) -> None:
    with pytest.raises(InvalidRequestError):
        await create(name, password, Role.USER, caller=root)
    assert len(house.database.records.users) == 1


async def test_an_ordinary_user_does_nothing_to_users(
    house: House, create: CreateUser, change: ChangeUser, reset: ResetPassword, ada: User
) -> None:
    for attempt in (
        create("eve", NEW, Role.USER, caller=ada),
        change(ada.id, caller=ada, role=Role.ADMIN),
        reset(ada.id, NEW, caller=ada),
        ListUsers(house.units)(UserQuery(), caller=ada),
    ):
        with pytest.raises(ForbiddenError):
            await attempt
    assert house.database.records.users == {ada.id: ada}


async def test_whoever_is_disabled_loses_tokens_and_keys_for_good(
    gate: Gate, house: House, change: ChangeUser, root: User, ada: User
) -> None:
    key = an_api_key(ada.id)
    async with house.units() as uow:
        await uow.api_keys.add(key)
        await uow.commit()
    token = await gate.enter("ada")
    await change(ada.id, caller=root, disabled=True)
    with pytest.raises(InvalidTokenError):
        await gate.authenticate(token)
    await change(ada.id, caller=root, disabled=False)
    with pytest.raises(InvalidTokenError):
        await gate.authenticate(token)
    with pytest.raises(InvalidApiKeyError):
        house.database.records.api_keys[key.id].ensure_live(at=house.clock.now())
    assert (await gate.authenticate(await gate.enter("ada"))).user.id == ada.id


async def test_a_role_holds_from_the_next_request_on(
    gate: Gate, change: ChangeUser, root: User, ada: User
) -> None:
    token = await gate.enter("ada")
    await change(ada.id, caller=root, role=Role.ADMIN)
    (await gate.authenticate(token)).user.ensure_admin()
    await change(ada.id, caller=root, role=Role.USER)
    with pytest.raises(ForbiddenError):
        (await gate.authenticate(token)).user.ensure_admin()


@pytest.mark.parametrize("wish", [{"role": Role.USER}, {"disabled": True}])
async def test_the_last_active_admin_stays(
    gate: Gate, change: ChangeUser, root: User, wish: dict[str, object]
) -> None:
    await gate.add("former", role=Role.ADMIN, disabled=True)
    with pytest.raises(LastAdminError):
        await change(root.id, caller=root, **wish)  # type: ignore[arg-type]
    assert await gate.stored(root) == root


@pytest.mark.parametrize("wish", [{"role": Role.USER}, {"disabled": True}])
async def test_one_of_two_admins_may_go(
    gate: Gate, change: ChangeUser, root: User, wish: dict[str, object]
) -> None:
    other = await gate.add("other", role=Role.ADMIN)
    changed = await change(root.id, caller=root, **wish)  # type: ignore[arg-type]
    assert not changed.is_active_admin
    assert (await gate.stored(other)).is_active_admin


async def test_two_admins_who_shut_each_other_out_leave_one(
    gate: Gate, change: ChangeUser, root: User
) -> None:
    other = await gate.add("other", role=Role.ADMIN)
    results = await asyncio.gather(
        change(root.id, caller=other, disabled=True),
        change(other.id, caller=root, disabled=True),
        return_exceptions=True,
    )
    assert [type(result) for result in results if isinstance(result, Exception)] == [LastAdminError]
    stored = [await gate.stored(user) for user in (root, other)]
    assert sum(user.is_active_admin for user in stored) == 1


async def test_a_disabled_admin_may_lose_the_role(
    gate: Gate, change: ChangeUser, root: User
) -> None:
    former = await gate.add("former", role=Role.ADMIN, disabled=True)
    assert (await change(former.id, caller=root, role=Role.USER)).role is Role.USER


async def test_a_reset_ends_older_tokens_and_lets_the_new_password_in(
    gate: Gate, reset: ResetPassword, root: User, ada: User
) -> None:
    token = await gate.enter("ada")
    await reset(ada.id, NEW, caller=root)
    with pytest.raises(InvalidTokenError):
        await gate.authenticate(token)
    await gate.authenticate(await gate.enter("ada", NEW))


async def test_a_reset_forgives_wrong_logins(
    gate: Gate, reset: ResetPassword, root: User, ada: User
) -> None:
    await gate.attempts.failed(*["user:ada"] * 10)
    with pytest.raises(TooManyAttemptsError):
        await gate.enter("ada", at="elsewhere")
    await reset(ada.id, NEW, caller=root)
    await gate.enter("ada", NEW, at="elsewhere")


async def test_a_reset_keeps_the_rules_of_passwords(
    gate: Gate, reset: ResetPassword, root: User, ada: User
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        await reset(ada.id, "short", caller=root)
    assert [error.field for error in refused.value.errors] == ["password"]
    assert await gate.stored(ada) == ada


async def test_nobody_can_be_changed_who_is_not_there(
    change: ChangeUser, reset: ResetPassword, root: User
) -> None:
    nobody = a_user().id
    with pytest.raises(UserNotFoundError):
        await change(nobody, caller=root, disabled=True)
    with pytest.raises(UserNotFoundError):
        await reset(nobody, NEW, caller=root)


async def test_a_name_matches_however_its_letters_are_composed(
    gate: Gate, create: CreateUser, root: User
) -> None:
    await create("Zoe\N{COMBINING DIAERESIS}", NEW, Role.USER, caller=root)
    await gate.enter("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}", NEW)
    await gate.enter("Zoe\N{COMBINING DIAERESIS}", NEW)


async def test_users_are_listed_with_how_many_there_are(
    house: House, root: User, ada: User
) -> None:
    page = await ListUsers(house.units)(UserQuery(text="AD"), caller=root)
    assert (page.users, page.total) == ([ada], 1)
