"""The use cases of accounts, for HTTP."""

from dataclasses import dataclass

from application.use_cases.list_api_keys import ListApiKeys
from application.use_cases.make_api_key import MakeApiKey
from application.use_cases.revoke_api_key import RevokeApiKey


@dataclass(frozen=True, slots=True)
class AccountServices:
    """What can be done to accounts and their keys."""

    make_api_key: MakeApiKey
    list_api_keys: ListApiKeys
    revoke_api_key: RevokeApiKey
