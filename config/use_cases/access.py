"""Who may come in."""

from dependency_injector import providers

from application.fair_line import FairLine
from application.use_cases.authenticate import Authenticate
from application.use_cases.bootstrap_admin import BootstrapAdmin
from application.use_cases.change_password import ChangePassword
from application.use_cases.login import Login
from application.use_cases.logout import Logout
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
    )
    bootstrap_admin = providers.Factory(
        BootstrapAdmin,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.clock,
        Adapters.ids,
    )
