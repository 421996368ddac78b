"""Creates the first admin."""

from typing import TYPE_CHECKING

from config.container import Container
from domain.errors.kinds import InvalidRequestError, TranscriberError

if TYPE_CHECKING:
    from config.settings import Settings


class FirstAdminError(TranscriberError):
    """The first admin cannot be created from the settings."""

    code = "first_admin"

    def __init__(self, error: InvalidRequestError) -> None:
        super().__init__(
            f"ADMIN_USERNAME and ADMIN_BOOTSTRAP_PASSWORD cannot make the first admin. {error}"
        )


async def bootstrap_admin(container: Container) -> None:
    """Create the first admin; print the password if it was generated. Raises FirstAdminError."""
    settings: Settings = container.settings()
    password = container.bootstrap_password()
    try:
        made = await container.bootstrap_admin()(settings.admin_username, password)
    except InvalidRequestError as error:
        raise FirstAdminError(error) from error
    if made and settings.admin_bootstrap_password is None:
        # Printed, not logged: logs are stored and passed on; this is for the person at the
        # terminal.
        print(  # noqa: T201
            f"Made the user {settings.admin_username!r} with the password {password} "
            f"(kept in {settings.data_dir}/bootstrap_password).",
            flush=True,
        )
