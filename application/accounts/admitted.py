"""Check again, before a commit, that the caller may still use the service."""

from application.ports.unit_of_work import UnitOfWork
from domain.errors.accounts import InvalidTokenError
from domain.user import User


async def ensure_still_admitted(uow: UnitOfWork, caller: User) -> None:
    """Raise InvalidTokenError if the caller was disabled after the request began.

    To be called in the transaction that keeps what they sent, as its last question. The operator,
    who is not stored, is never disabled.
    """
    found = await uow.users.by_id(caller.id)
    if found is not None and found.disabled:
        raise InvalidTokenError
