"""Who can log in here?"""

from dataclasses import dataclass

from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.users import UserPage, UserQuery
from domain.user import User


@dataclass(frozen=True, slots=True)
class ListUsers:
    """Show an admin the users, the oldest first."""

    unit_of_work: UnitOfWorkFactory

    async def __call__(self, query: UserQuery, *, caller: User) -> UserPage:
        """Raise ForbiddenError."""
        caller.ensure_admin()
        async with self.unit_of_work() as uow:
            return await uow.users.page(query)
