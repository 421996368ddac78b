"""Who may come in."""

from dependency_injector import providers

from application.accounts.authenticate import Authenticate
from application.accounts.bootstrap_admin import BootstrapAdmin
from application.accounts.change_password import ChangePassword
from application.accounts.login import Login
from application.accounts.logout import Logout
from application.limits.fair_line import FairLine
from config.adapters import Adapters


class AccessUseCases(Adapters):
    """Who may come in."""

    password_line = providers.Singleton(FairLine)
    login = providers.Factory(
        Login,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.tokens,
        Adapters.attempts,
        password_line,
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
        password_line,
        Adapters.clock,
    )
    bootstrap_admin = providers.Factory(
        BootstrapAdmin,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.clock,
        Adapters.ids,
    )
