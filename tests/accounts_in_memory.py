"""The use cases of accounts, on whatever ports a test has."""

from adapters.oidc.absent import NoIdentityProvider
from adapters.security.login_tickets import JoseLoginTickets
from adapters.security.unicode_look_alikes import UnicodeLookAlikes
from adapters.system.ids import RandomIds
from adapters.system.secrets import RandomSecrets
from application.accounts.begin_external_login import BeginExternalLogin
from application.accounts.change_user import ChangeUser
from application.accounts.create_user import CreateUser
from application.accounts.finish_external_login import FinishExternalLogin
from application.accounts.link_identity import LinkIdentity
from application.accounts.list_api_keys import ListApiKeys
from application.accounts.list_users import ListUsers
from application.accounts.make_api_key import MakeApiKey
from application.accounts.reset_password import ResetPassword
from application.accounts.revoke_api_key import RevokeApiKey
from application.ports.attempts import AttemptLimiter
from application.ports.clock import Clock
from application.ports.identity_provider import IdentityProvider
from application.ports.passwords import PasswordHasher
from application.ports.tokens import TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory
from entrypoints.http.services.accounts import AccountServices
from entrypoints.http.services.single_sign_on import SingleSignOnServices

ISSUER = "https://issuer.example"


def account_services(
    units: UnitOfWorkFactory, clock: Clock, hasher: PasswordHasher, attempts: AttemptLimiter
) -> AccountServices:
    return AccountServices(
        make_api_key=MakeApiKey(units, RandomSecrets(), clock, RandomIds()),
        list_api_keys=ListApiKeys(units),
        revoke_api_key=RevokeApiKey(units, clock),
        list_users=ListUsers(units),
        create_user=CreateUser(units, hasher, clock, RandomIds(), UnicodeLookAlikes()),
        change_user=ChangeUser(units, clock),
        reset_password=ResetPassword(units, hasher, attempts, clock),
        link_identity=LinkIdentity(units, ISSUER),
    )


def single_sign_on(
    units: UnitOfWorkFactory,
    clock: Clock,
    tokens: TokenIssuer,
    provider: IdentityProvider | None = None,
    *,
    creates_users: bool = True,
) -> SingleSignOnServices:
    given = provider or NoIdentityProvider()
    tickets = JoseLoginTickets(clock, secret="a secret for tests alone")
    return SingleSignOnServices(
        BeginExternalLogin(given, tickets, RandomSecrets()),
        FinishExternalLogin(
            units, given, tickets, tokens, clock, RandomIds(), UnicodeLookAlikes(), creates_users
        ),
        enabled=provider is not None,
        name="Example",
    )
