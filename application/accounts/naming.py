"""Refuse user names that look like those of other users."""

from application.ports.look_alikes import LookAlikes
from application.ports.unit_of_work import UnitOfWork


async def taken_for(uow: UnitOfWork, name: str, look_alikes: LookAlikes) -> str | None:
    """Return the name of another user that looks like this one, or None."""
    names = await uow.users.names()
    return next((other for other in names if look_alikes.alike(name, other)), None)
