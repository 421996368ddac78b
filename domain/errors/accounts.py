"""Errors of users, keys, logins and secrets."""

from domain.errors.kinds import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TranscriberError,
    UnauthenticatedError,
    UnavailableError,
)


class ApiKeyNotFoundError(NotFoundError):
    """There is no such key for this caller."""

    code = "api_key_not_found"

    def __init__(self, key_id: object) -> None:
        super().__init__(f"There is no API key {key_id} of yours.")


class UserNotFoundError(NotFoundError):
    """There is no such user."""

    code = "user_not_found"

    def __init__(self, user_id: object) -> None:
        super().__init__(f"There is no user {user_id}.")


class NoIdentityProviderError(NotFoundError):
    """The operator has named no identity provider."""

    code = "no_identity_provider"

    def __init__(self) -> None:
        super().__init__("There is no single sign-on here. Log in with user name and password.")


class UsernameTakenError(ConflictError):
    """Another user has this name."""

    code = "username_taken"

    def __init__(self, username: str) -> None:
        super().__init__(f"There is a user {username!r} already. Choose another name.")


class UsernameLooksAlikeError(ConflictError):
    """Another user has a name that looks the same."""

    code = "username_looks_alike"

    def __init__(self, username: str, other: str) -> None:
        super().__init__(
            f"The name {username!r} looks like {other!r}, the name of another user. "
            "Choose another name."
        )


class LastAdminError(ConflictError):
    """This is the last active admin."""

    code = "last_admin"

    def __init__(self) -> None:
        super().__init__(
            "This is the only active admin, so it can neither be disabled nor become an ordinary "
            "user. Make another user an admin first."
        )


class UserChangedError(ConflictError):
    """Somebody else changed the user at the same time."""

    code = "user_changed"

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has changed this user meanwhile. Read it again, then repeat the change."
        )


class IdentityTakenError(ConflictError):
    """The person is already linked to another user."""

    code = "identity_taken"

    def __init__(self) -> None:
        super().__init__("This subject of the provider is already linked to another user.")


class TooManyApiKeysError(ConflictError):
    """The user has as many valid keys as allowed."""

    code = "too_many_api_keys"

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} API keys, and more are not allowed. Revoke one first.")


class InvalidCredentialsError(UnauthenticatedError):
    """Wrong name, wrong password or a disabled user; the message does not say which."""

    code = "invalid_credentials"

    def __init__(self) -> None:
        super().__init__("The user name or the password is wrong.")


class InvalidTokenError(UnauthenticatedError):
    """A token that is forged, expired, revoked or older than the password."""

    code = "invalid_token"

    def __init__(self, why: str = "The access token is not valid.") -> None:
        super().__init__(f"{why} Log in again.")


class InvalidApiKeyError(UnauthenticatedError):
    """The key does not exist, has expired, or was revoked."""

    code = "invalid_api_key"

    def __init__(self, why: str = "The API key is not valid.") -> None:
        super().__init__(f"{why} Log in and make a new one.")


class MissingScopeError(ForbiddenError):
    """The key lacks the scope for this."""

    code = "missing_scope"

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(f"This needs an API key with the scope '{scope}'; this key lacks it.")


class LoginRequiredError(ForbiddenError):
    """This cannot be done with an API key, whatever its scopes."""

    code = "login_required"

    def __init__(self) -> None:
        super().__init__("An API key cannot do this. Log in with your user name and password.")


class ExternalLoginError(ForbiddenError):
    """The identity provider refused the person, or did not say enough about them."""

    code = "external_login_refused"


class LoginExpiredError(TranscriberError):
    """The browser comes back from a login that did not start here, or started too long ago."""

    code = "login_expired"

    def __init__(self) -> None:
        super().__init__(
            "This login was begun in another browser or window, or more than ten minutes ago. "
            "Begin again."
        )


class IdentityProviderUnavailableError(UnavailableError):
    """The identity provider does not answer, or gives a wrong answer."""

    code = "identity_provider_unavailable"

    def __init__(self, why: str = "It does not answer.") -> None:
        super().__init__(
            f"The identity provider cannot log anybody in at the moment: {why} Try again shortly, "
            "or tell the operator of this service."
        )


class LoginsBusyError(UnavailableError):
    """More passwords have to be checked at once than the service can check."""

    code = "logins_busy"

    def __init__(self, retry_after_seconds: int = 5) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("Too many logins at this moment. Try again in a few seconds.")


class TooManyAttemptsError(TranscriberError):
    """There were too many wrong attempts in a row."""

    code = "too_many_attempts"

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"Too many wrong attempts. Wait {retry_after_seconds} s and try again.")
