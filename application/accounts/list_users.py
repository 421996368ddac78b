"""List the users."""

from dataclasses import dataclass, replace

from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.users import UserPage, UserQuery
from domain.user import User
from domain.username import normal_username


@dataclass(frozen=True, slots=True)
class ListUsers:
    """List the users for an admin, the oldest first."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, query: UserQuery, *, caller: User) -> UserPage:
        """Raise ForbiddenError."""
        caller.ensure_admin()
        composed = replace(query, text=normal_username(query.text) if query.text else None)
        async with self.unit_of_work() as uow:
            return await uow.users.page(composed)
