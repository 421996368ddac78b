"""The identity provider of an installation without one."""

from typing_extensions import override

from application.ports.identity_provider import ExternalLogin, IdentityProvider, LoginAttempt
from domain.errors.accounts import NoIdentityProviderError


class NoIdentityProvider(IdentityProvider):
    """Used if the operator has configured no identity provider."""

    @override
    async def address(self, attempt: LoginAttempt) -> str:
        raise NoIdentityProviderError

    @override
    async def identify(self, code: str, attempt: LoginAttempt) -> ExternalLogin:
        raise NoIdentityProviderError
