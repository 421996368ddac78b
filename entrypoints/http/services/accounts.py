"""The account use cases that the routes call."""

from dataclasses import dataclass

from application.accounts.change_user import ChangeUser
from application.accounts.create_user import CreateUser
from application.accounts.link_identity import LinkIdentity
from application.accounts.list_api_keys import ListApiKeys
from application.accounts.list_users import ListUsers
from application.accounts.make_api_key import MakeApiKey
from application.accounts.reset_password import ResetPassword
from application.accounts.revoke_api_key import RevokeApiKey


@dataclass(frozen=True, slots=True)
class AccountServices:
    """The use cases on accounts and their API keys."""

    make_api_key: MakeApiKey
    list_api_keys: ListApiKeys
    revoke_api_key: RevokeApiKey
    list_users: ListUsers
    create_user: CreateUser
    change_user: ChangeUser
    reset_password: ResetPassword
    link_identity: LinkIdentity
