"""Link a user to an account of the identity provider."""

from dataclasses import dataclass

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.accounts import IdentityTakenError, NoIdentityProviderError, UserNotFoundError
from domain.identity import Identity
from domain.user import User, UserId


@dataclass(frozen=True, slots=True)
class LinkIdentity:
    """Let the provider's account `subject` log in as a local user."""

    unit_of_work: UnitOfWorkFactory
    issuer: str | None

    async def __call__(self, user_id: UserId, subject: str, *, caller: User) -> None:
        """Raise ForbiddenError, UserNotFoundError, IdentityTakenError, NoIdentityProviderError."""
        caller.ensure_admin()
        if self.issuer is None:
            raise NoIdentityProviderError
        identity = Identity(self.issuer, subject)
        async with self.unit_of_work() as uow:
            if await uow.users.by_id(user_id) is None:
                raise UserNotFoundError(user_id)
            known = await uow.users.by_identity(identity)
            if known is None and await uow.users.link(identity, user_id):
                await uow.commit()
            elif known is None or known.id != user_id:
                raise IdentityTakenError
