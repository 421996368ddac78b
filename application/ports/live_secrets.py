"""Port: signs short-lived secrets with which a browser may open live sessions, and nothing else."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.user import User, UserId

SECRET_MARK: Final = "ek_"  # noqa: S105  # a mark, and no secret
"""How a live secret begins, as OpenAI's ephemeral keys do."""

LONGEST_SECRET: Final = timedelta(hours=2)
"""How long a secret may be valid."""


@dataclass(frozen=True, slots=True)
class LiveSecret:
    """A signed secret in the client's form, and when it ends."""

    value: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LiveClaims:
    """The content of a valid secret.

    `key_digest` is that of the API key with which it was made, so that it ends with the key;
    `token_id` that of the login token, so that it ends with a logout.
    `session` are the settings of the session, as JSON.
    """

    user_id: UserId
    generation: int
    key_digest: str | None
    token_id: str | None
    session: str


class LiveSecretIssuer(Protocol):
    """Signs and checks secrets; login tokens are no live secrets, and live secrets no logins."""

    @abstractmethod
    def issue(
        self,
        user: User,
        *,
        key_digest: str | None,
        token_id: str | None,
        session: str,
        seconds: int,
    ) -> LiveSecret:
        """Sign a secret that is valid for `seconds`. Raises InvalidRequestError if it is too long.

        Its length depends on that of `session`.
        """

    @abstractmethod
    def verify(self, value: str, *, even_expired: bool = False) -> LiveClaims:
        """Read a secret. Raises InvalidTokenError if it is forged, of another issuer, or expired.

        With `even_expired` an expired one is read as well.
        """
