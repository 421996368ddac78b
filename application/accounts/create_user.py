"""Create a user."""

from dataclasses import dataclass

from application.accounts.change_password import acceptable
from application.accounts.naming import taken_for
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.look_alikes import LookAlikes
from application.ports.passwords import PasswordHasher
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.accounts import UsernameLooksAlikeError, UsernameTakenError
from domain.user import Role, User, UserId
from domain.username import acceptable_username


@dataclass(frozen=True, slots=True)
class CreateUser:
    """Create a user, who can log in at once."""

    unit_of_work: UnitOfWorkFactory
    hasher: PasswordHasher
    clock: Clock
    ids: IdSource
    look_alikes: LookAlikes

    async def __call__(self, username: str, password: str, role: Role, *, caller: User) -> User:
        """Raise ForbiddenError or InvalidRequestError.

        Raise UsernameTakenError or UsernameLooksAlikeError where somebody else has such a name.
        """
        caller.ensure_admin()
        user = User(
            id=UserId(self.ids.new()),
            username=acceptable_username(username),
            password_hash=await self.hasher.hash(acceptable(password, field="password")),
            role=role,
            created_at=self.clock.now(),
        )
        async with self.unit_of_work() as uow:
            if other := await taken_for(uow, user.username, self.look_alikes):
                raise UsernameLooksAlikeError(user.username, other)
            if not await uow.users.add(user):
                raise UsernameTakenError(user.username)
            await uow.commit()
        return user
