"""Wires the use cases of single sign-on."""

from dependency_injector import providers

from application.accounts.begin_external_login import BeginExternalLogin
from application.accounts.finish_external_login import FinishExternalLogin
from application.accounts.link_identity import LinkIdentity
from config.adapters import Adapters
from config.use_cases.accounts import AccountUseCases


class SingleSignOnUseCases(AccountUseCases):
    """The use cases of single sign-on."""

    begin_external_login = providers.Factory(
        BeginExternalLogin, Adapters.identity_provider, Adapters.login_tickets, Adapters.secrets
    )
    finish_external_login = providers.Factory(
        FinishExternalLogin,
        Adapters.unit_of_work.provider,
        Adapters.identity_provider,
        Adapters.login_tickets,
        Adapters.tokens,
        Adapters.clock,
        Adapters.ids,
        Adapters.look_alikes,
        Adapters.settings.provided.oidc_create_users,
    )
    link_identity = providers.Factory(
        LinkIdentity, Adapters.unit_of_work.provider, Adapters.settings.provided.oidc_issuer
    )
