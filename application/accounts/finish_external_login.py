"""Finish a login with the identity provider, and find or create its user."""

import hmac
from dataclasses import dataclass

from application.accounts.naming import taken_for
from application.accounts.user_changes import replace_user
from application.ports.clock import Clock
from application.ports.identity_provider import ExternalLogin, IdentityProvider, LoginTickets
from application.ports.ids import IdSource
from application.ports.look_alikes import LookAlikes
from application.ports.tokens import AccessToken, TokenIssuer
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.errors.accounts import ExternalLoginError, LastAdminError, LoginExpiredError
from domain.user import NO_PASSWORD, Role, User, UserId
from domain.username import is_acceptable, normal_username


@dataclass(frozen=True, slots=True)
class FinishExternalLogin:
    """Exchange the provider's code for an access token of ours.

    Users are identified by issuer and subject only. An equal name never links a login to a local
    user: somebody who can choose a name at the provider could take over any account here.
    """

    unit_of_work: UnitOfWorkFactory
    provider: IdentityProvider
    tickets: LoginTickets
    tokens: TokenIssuer
    clock: Clock
    ids: IdSource
    look_alikes: LookAlikes
    creates_users: bool = True

    async def __call__(self, code: str, state: str, *, ticket: str) -> AccessToken:
        """Raise LoginExpiredError, ExternalLoginError or IdentityProviderUnavailableError."""
        attempt = self.tickets.verify(ticket)
        if not hmac.compare_digest(_bytes(state), _bytes(attempt.state)):
            raise LoginExpiredError
        login = await self.provider.identify(code, attempt)
        async with self.unit_of_work() as uow:
            user = await uow.users.by_identity(login.identity)
            user = await self._met_again(uow, user, login) if user else await self._met(uow, login)
            await uow.commit()
        return self.tokens.issue(user)

    async def _met_again(self, uow: UnitOfWork, user: User, login: ExternalLogin) -> User:
        """Set the role by the provider's groups, if so configured; the last admin stays one."""
        if user.disabled:
            raise ExternalLoginError("Your account here is disabled. Ask an admin of this service.")
        changed = user.with_role(_role(login, user.role))
        if changed == user:
            return user
        try:
            await replace_user(uow, user, changed)
        except LastAdminError:
            return user
        return changed

    async def _met(self, uow: UnitOfWork, login: ExternalLogin) -> User:
        if not self.creates_users:
            raise ExternalLoginError(
                "You have no account here yet. Ask an admin of this service to link one to you, "
                f"and name them this subject: {login.identity.subject}"
            )
        user = self._made(login)
        if await taken_for(uow, user.username, self.look_alikes):
            raise ExternalLoginError(
                f"Your name, {user.username!r}, looks like that of another user here, in other "
                "letters. Ask an admin of this service to make a user for you and to link it, and "
                f"name them this subject: {login.identity.subject}"
            )
        if not await uow.users.add(user):
            raise ExternalLoginError(
                f"There is a user {user.username!r} here already, who is not linked to you. Ask "
                "an admin of this service to link that account to you, and name them this "
                f"subject: {login.identity.subject}"
            )
        await uow.users.link(login.identity, user.id)
        return user

    def _made(self, login: ExternalLogin) -> User:
        name = normal_username(login.username or "")
        if not is_acceptable(name):
            raise ExternalLoginError(
                f"The identity provider calls you {name[:64]!r}, which cannot be a user name "
                "here. Tell the operator of this service (OIDC_USERNAME_CLAIM)."
            )
        return User(
            id=UserId(self.ids.new()),
            username=name,
            password_hash=NO_PASSWORD,
            role=_role(login, Role.USER),
            created_at=self.clock.now(),
        )


def _role(login: ExternalLogin, otherwise: Role) -> Role:
    if login.is_admin is None:
        return otherwise
    return Role.ADMIN if login.is_admin else Role.USER


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
