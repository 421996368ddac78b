"""Wires the use cases of authentication and login."""

from dependency_injector import providers

from application.accounts.authenticate import Authenticate
from application.accounts.bootstrap_admin import BootstrapAdmin
from application.accounts.change_password import ChangePassword
from application.accounts.known_addresses import KnownAddresses
from application.accounts.login import Login
from application.accounts.logout import Logout
from config.adapters import Adapters
from config.use_cases.semaphores import Semaphores


class AccessUseCases(Semaphores):
    """The use cases of authentication and login."""

    login = providers.Factory(
        Login,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.tokens,
        Adapters.attempts,
        Semaphores.password_places,
        providers.Factory(KnownAddresses, Adapters.unit_of_work.provider, Adapters.clock),
    )
    logout = providers.Factory(Logout, Adapters.unit_of_work.provider, Adapters.tokens)
    authenticate = providers.Factory(
        Authenticate, Adapters.unit_of_work.provider, Adapters.tokens, Adapters.clock
    )
    change_password = providers.Factory(
        ChangePassword,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.tokens,
        Adapters.attempts,
        Semaphores.password_places,
        Adapters.clock,
    )
    bootstrap_admin = providers.Factory(
        BootstrapAdmin,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.clock,
        Adapters.ids,
    )
