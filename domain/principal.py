"""The authenticated caller of a request, with the scopes of the key that was used."""

from dataclasses import dataclass

from domain.api_key import ApiKey, Scope
from domain.errors import LoginRequiredError, MissingScopeError
from domain.user import Role, User


@dataclass(frozen=True, slots=True)
class Principal:
    """A user who has logged in, or a program that shows one of the user's keys."""

    user: User
    key: ApiKey | None = None

    @property
    def scopes(self) -> frozenset[Scope]:
        """What may be done: all that the user may, or as much of it as the key is for."""
        granted = frozenset(Scope) if self.key is None else self.key.scopes
        return granted if self.user.role is Role.ADMIN else granted - {Scope.ADMIN}

    def ensure_may(self, scope: Scope) -> None:
        """Return if no key is shown, or one for this; MissingScopeError otherwise."""
        if self.key is not None and scope not in self.key.scopes:
            raise MissingScopeError(scope)

    def ensure_logged_in(self) -> None:
        """Return if no key is shown; LoginRequiredError otherwise.

        What could outlive a key (another key, another password) is not for keys: one that leaked
        must not be able to make itself a successor.
        """
        if self.key is not None:
            raise LoginRequiredError
