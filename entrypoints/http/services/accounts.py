"""The use cases of accounts, for HTTP."""

from dataclasses import dataclass

from application.use_cases.change_user import ChangeUser
from application.use_cases.create_user import CreateUser
from application.use_cases.link_identity import LinkIdentity
from application.use_cases.list_api_keys import ListApiKeys
from application.use_cases.list_users import ListUsers
from application.use_cases.make_api_key import MakeApiKey
from application.use_cases.reset_password import ResetPassword
from application.use_cases.revoke_api_key import RevokeApiKey


@dataclass(frozen=True, slots=True)
class AccountServices:
    """What can be done to accounts and their keys."""

    make_api_key: MakeApiKey
    list_api_keys: ListApiKeys
    revoke_api_key: RevokeApiKey
    list_users: ListUsers
    create_user: CreateUser
    change_user: ChangeUser
    reset_password: ResetPassword
    link_identity: LinkIdentity
