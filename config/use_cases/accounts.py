"""Wires the use cases on accounts and their keys."""

from dependency_injector import providers

from application.accounts.change_user import ChangeUser
from application.accounts.create_user import CreateUser
from application.accounts.list_api_keys import ListApiKeys
from application.accounts.list_users import ListUsers
from application.accounts.make_api_key import MakeApiKey
from application.accounts.reset_password import ResetPassword
from application.accounts.revoke_api_key import RevokeApiKey
from config.adapters import Adapters
from config.use_cases.access import AccessUseCases


class AccountUseCases(AccessUseCases):
    """The use cases on accounts and their keys."""

    make_api_key = providers.Factory(
        MakeApiKey,
        Adapters.unit_of_work.provider,
        Adapters.secrets,
        Adapters.clock,
        Adapters.ids,
    )
    list_api_keys = providers.Factory(ListApiKeys, Adapters.unit_of_work.provider)
    revoke_api_key = providers.Factory(RevokeApiKey, Adapters.unit_of_work.provider, Adapters.clock)
    list_users = providers.Factory(ListUsers, Adapters.unit_of_work.provider)
    create_user = providers.Factory(
        CreateUser,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.clock,
        Adapters.ids,
        Adapters.look_alikes,
    )
    change_user = providers.Factory(ChangeUser, Adapters.unit_of_work.provider, Adapters.clock)
    reset_password = providers.Factory(
        ResetPassword,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.attempts,
        Adapters.clock,
    )
