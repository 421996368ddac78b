"""Logging in with an identity provider, for HTTP."""

from dataclasses import dataclass

from application.accounts.begin_external_login import BeginExternalLogin
from application.accounts.finish_external_login import FinishExternalLogin


@dataclass(frozen=True, slots=True)
class SingleSignOnServices:
    """The way to the provider and back; `name` is what people know the provider as."""

    begin: BeginExternalLogin
    finish: FinishExternalLogin
    enabled: bool = False
    name: str = ""
