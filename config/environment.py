"""The settings as this process was given them."""

from typing import Any

from pydantic import ValidationError

from config.secret_files import adopt_secret_files
from config.settings import Settings
from domain.errors import TranscriberError


class SettingsError(TranscriberError):
    """The operator's settings do not do; the message names each and says why."""

    code = "settings"

    def __init__(self, error: ValidationError) -> None:
        faults = map(_sentence, error.errors())
        super().__init__("\n".join(["These settings do not do:", *faults]))


def read_settings(**overrides: Any) -> Settings:
    """Read them; what is given here, and not None, goes before. Raises SettingsError."""
    given = {name: value for name, value in overrides.items() if value is not None}
    adopt_secret_files()
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(error) from error


def _sentence(fault: Any) -> str:
    name = "_".join(str(part) for part in fault["loc"]).upper()
    words = fault["msg"].removeprefix("Value error, ")  # pydantic's word for what a validator says
    return f"  {name}: {words}" if name else f"  {words}"
