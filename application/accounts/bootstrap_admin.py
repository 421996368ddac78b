"""Create the first admin of a new installation."""

from dataclasses import dataclass

from application.accounts.change_password import acceptable
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.passwords import PasswordHasher
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.user import Role, User, UserId
from domain.username import acceptable_username


@dataclass(frozen=True, slots=True)
class BootstrapAdmin:
    """Create the admin unless a user of that name exists, who keeps the password."""

    unit_of_work: UnitOfWorkFactory
    hasher: PasswordHasher
    clock: Clock
    ids: IdSource

    async def __call__(self, username: str, password: str) -> bool:
        """Return whether an admin was created.

        Raise InvalidRequestError if the name or the password is not allowed.
        """
        async with self.unit_of_work() as uow:
            if await uow.users.by_name(username) is not None:
                return False
        admin = User(
            id=UserId(self.ids.new()),
            username=acceptable_username(username),
            password_hash=await self.hasher.hash(acceptable(password, field="password")),
            role=Role.ADMIN,
            created_at=self.clock.now(),
        )
        async with self.unit_of_work() as uow:
            added = await uow.users.add(admin)
            await uow.commit()
        return added
