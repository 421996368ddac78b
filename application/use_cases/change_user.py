"""An admin changes what somebody may do, or shuts them out."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.errors import LastAdminError, UserChangedError, UserNotFoundError
from domain.user import Role, User, UserId


@dataclass(frozen=True, slots=True)
class ChangeUser:
    """Give a user another role, disable or enable them; it holds for their next request.

    Who is disabled loses every token and key for good; their jobs stay, and run to their end.
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
            admins = await uow.users.active_admins()
            user = await uow.users.by_id(user_id)
            if user is None:
                raise UserNotFoundError(user_id)
            changed = _changed(user, role, disabled)
            if user in admins and not changed.is_active_admin and len(admins) == 1:
                raise LastAdminError
            await self._write(uow, user, changed)
            await uow.commit()
        return changed

    async def _write(self, uow: UnitOfWork, user: User, changed: User) -> None:
        if not await uow.users.replace(user, changed):
            raise UserChangedError
        if changed.disabled:
            await uow.api_keys.revoke_all(user.id, at=self.clock.now())


def _changed(user: User, role: Role | None, disabled: bool | None) -> User:  # noqa: FBT001  # a wish
    changed = user if role is None else user.with_role(role)
    if disabled is None:
        return changed
    return changed.shut_out() if disabled else changed.let_in()
