"""The authenticated caller of a request, with the scopes of the key that was used."""

from dataclasses import dataclass

from domain.api_key import ApiKey, Scope
from domain.errors.accounts import LoginRequiredError, MissingScopeError
from domain.user import Role, User


@dataclass(frozen=True, slots=True)
class Principal:
    """A user who has logged in, or a program that uses one of the user's API keys.

    `token_id` is that of the login token, if one was used.
    """

    user: User
    key: ApiKey | None = None
    token_id: str | None = None

    @property
    def scopes(self) -> frozenset[Scope]:
        """What may be done: all that the user may, limited to the scope of the key."""
        granted = frozenset(Scope) if self.key is None else self.key.scopes
        return granted if self.user.role is Role.ADMIN else granted - {Scope.ADMIN}

    def ensure_may(self, scope: Scope) -> None:
        """Return if there is no key, or one with this scope. Raises MissingScopeError otherwise."""
        if self.key is not None and scope not in self.key.scopes:
            raise MissingScopeError(scope)

    def ensure_logged_in(self) -> None:
        """Return if there is no key. Raises LoginRequiredError otherwise.

        A key cannot do what could outlive it (make another key, change the password): a leaked key
        must not be able to make a successor.
        """
        if self.key is not None:
            raise LoginRequiredError
