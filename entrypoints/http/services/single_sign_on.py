"""The use cases of single sign-on that the routes call."""

from dataclasses import dataclass

from application.accounts.begin_external_login import BeginExternalLogin
from application.accounts.finish_external_login import FinishExternalLogin


@dataclass(frozen=True, slots=True)
class SingleSignOnServices:
    """The login with an identity provider; `name` is the provider's name for users."""

    begin: BeginExternalLogin
    finish: FinishExternalLogin
    enabled: bool = False
    name: str = ""
