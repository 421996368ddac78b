"""Set another user's password, as an admin."""

from dataclasses import dataclass

from application.accounts.change_password import acceptable, change_key
from application.ports.attempts import AttemptLimiter
from application.ports.clock import Clock
from application.ports.passwords import PasswordHasher
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.accounts import UserChangedError, UserNotFoundError
from domain.user import User, UserId


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """Replace a user's password; every token issued before ends, and keys where that is asked.

    Wrong logins before are forgotten, so that whoever mistyped too often can log in at once.
    """

    unit_of_work: UnitOfWorkFactory
    hasher: PasswordHasher
    attempts: AttemptLimiter
    clock: Clock

    async def __call__(
        self, user_id: UserId, password: str, *, caller: User, revoke_keys: bool = False
    ) -> User:
        """Raise ForbiddenError, InvalidRequestError, UserNotFoundError or UserChangedError."""
        caller.ensure_admin()
        hashed = await self.hasher.hash(acceptable(password, field="password"))
        async with self.unit_of_work() as uow:
            user = await uow.users.by_id(user_id)
            if user is None:
                raise UserNotFoundError(user_id)
            changed = user.with_password(hashed)
            if not await uow.users.replace(user, changed):
                raise UserChangedError
            if revoke_keys:
                await uow.api_keys.revoke_all(user.id, at=self.clock.now())
                await uow.shares.withdraw_all(user.id)
            await uow.commit()
        await self.attempts.succeeded(f"user:{changed.username}", change_key(changed))
        return changed
