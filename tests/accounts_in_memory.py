"""The use cases of accounts, on whatever ports a test has."""

from adapters.system.ids import RandomIds
from adapters.system.secrets import RandomSecrets
from application.ports.attempts import AttemptLimiter
from application.ports.clock import Clock
from application.ports.passwords import PasswordHasher
from application.ports.unit_of_work import UnitOfWorkFactory
from application.use_cases.change_user import ChangeUser
from application.use_cases.create_user import CreateUser
from application.use_cases.list_api_keys import ListApiKeys
from application.use_cases.list_users import ListUsers
from application.use_cases.make_api_key import MakeApiKey
from application.use_cases.reset_password import ResetPassword
from application.use_cases.revoke_api_key import RevokeApiKey
from entrypoints.http.account_services import AccountServices


def account_services(
    units: UnitOfWorkFactory, clock: Clock, hasher: PasswordHasher, attempts: AttemptLimiter
) -> AccountServices:
    return AccountServices(
        make_api_key=MakeApiKey(units, RandomSecrets(), clock, RandomIds()),
        list_api_keys=ListApiKeys(units),
        revoke_api_key=RevokeApiKey(units, clock),
        list_users=ListUsers(units),
        create_user=CreateUser(units, hasher, clock, RandomIds()),
        change_user=ChangeUser(units, clock),
        reset_password=ResetPassword(units, hasher, attempts),
    )
