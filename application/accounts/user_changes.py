"""Keep the rules that hold for every change of a user."""

from application.ports.unit_of_work import UnitOfWork
from domain.errors.accounts import LastAdminError, UserChangedError
from domain.user import User


async def replace_user(uow: UnitOfWork, user: User, changed: User) -> None:
    """Write the change, unless it takes away the last active admin.

    Raises LastAdminError, and UserChangedError if another request was faster.
    """
    admins = await uow.users.active_admins()
    if user in admins and not changed.is_active_admin and len(admins) == 1:
        raise LastAdminError
    if not await uow.users.replace(user, changed):
        raise UserChangedError
