"""Implements `transcriber users`, for an operator on this machine."""

from pathlib import Path
from typing import Final

from typing_extensions import override

from application.ports.users import UserQuery
from config.commands.database import on_database
from config.container import Container
from domain.errors.kinds import NotFoundError
from domain.user import OPERATOR, Role, User
from entrypoints.cli.users import UserCommands

PAGE: Final = 500


class NoSuchUserError(NotFoundError):
    """There is no user of this name."""

    code = "user_not_found"

    def __init__(self, username: str) -> None:
        super().__init__(f"There is no user {username!r}. `transcriber users list` shows all.")


class WiredUsers(UserCommands):
    """Calls the use cases as the operator, who needs no login."""

    @override
    def listed(self, *, data_dir: Path | None) -> list[User]:
        async def ask(container: Container) -> list[User]:
            users: list[User] = []
            while True:
                query = UserQuery(skip=len(users), limit=PAGE)
                page = await container.list_users()(query, caller=OPERATOR)
                users += page.users
                if len(users) >= page.total or not page.users:
                    return users

        return on_database(ask, data_dir)

    @override
    def add(self, username: str, password: str, role: Role, *, data_dir: Path | None) -> User:
        async def ask(container: Container) -> User:
            return await container.create_user()(username, password, role, caller=OPERATOR)

        return on_database(ask, data_dir)

    @override
    def change(
        self, username: str, *, role: Role | None, disabled: bool | None, data_dir: Path | None
    ) -> User:
        async def ask(container: Container) -> User:
            user = await _called(container, username)
            return await container.change_user()(
                user.id, caller=OPERATOR, role=role, disabled=disabled
            )

        return on_database(ask, data_dir)

    @override
    def reset_password(
        self, username: str, password: str, *, revoke_keys: bool, data_dir: Path | None
    ) -> User:
        async def ask(container: Container) -> User:
            user = await _called(container, username)
            return await container.reset_password()(
                user.id, password, caller=OPERATOR, revoke_keys=revoke_keys
            )

        return on_database(ask, data_dir)


async def _called(container: Container, username: str) -> User:
    async with container.unit_of_work() as uow:
        user = await uow.users.by_name(username)
    if user is None:
        raise NoSuchUserError(username)
    return user
