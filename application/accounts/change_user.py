"""Change a user's role, or disable the user."""

from dataclasses import dataclass

from application.accounts.user_changes import replace_user
from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.accounts import UserNotFoundError
from domain.user import Role, User, UserId


@dataclass(frozen=True, slots=True)
class ChangeUser:
    """Change a user's role, or disable or enable the user, from the next request on.

    Disabling revokes all tokens, keys and links to transcripts for ever; the jobs stay, and run
    to their end.
    """

    unit_of_work: UnitOfWorkFactory
    clock: Clock

    async def __call__(
        self,
        user_id: UserId,
        *,
        caller: User,
        role: Role | None = None,
        disabled: bool | None = None,
    ) -> User:
        """Raise ForbiddenError, UserNotFoundError, LastAdminError or UserChangedError."""
        caller.ensure_admin()
        async with self.unit_of_work() as uow:
            user = await uow.users.by_id(user_id)
            if user is None:
                raise UserNotFoundError(user_id)
            changed = _changed(user, role, disabled)
            await replace_user(uow, user, changed)
            if changed.disabled:
                await uow.api_keys.revoke_all(user.id, at=self.clock.now())
                await uow.shares.withdraw_all(user.id)
            await uow.commit()
        return changed


def _changed(user: User, role: Role | None, disabled: bool | None) -> User:  # noqa: FBT001  # a wish
    changed = user if role is None else user.with_role(role)
    if disabled is None:
        return changed
    return changed.shut_out() if disabled else changed.let_in()
