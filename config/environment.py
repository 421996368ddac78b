"""Reads the settings of this process from the environment."""

from typing import Any

from pydantic import ValidationError

from config.secret_files import adopt_secret_files
from config.settings import Settings
from domain.errors.kinds import TranscriberError


class SettingsError(TranscriberError):
    """Settings are invalid; the message lists each with the reason."""

    code = "settings"

    def __init__(self, error: ValidationError) -> None:
        faults = map(_sentence, error.errors())
        super().__init__("\n".join(["These settings are not valid:", *faults]))


def read_settings(**overrides: Any) -> Settings:
    """Read the settings; values given here override them, unless None. Raises SettingsError."""
    given = {name: value for name, value in overrides.items() if value is not None}
    adopt_secret_files()
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(error) from error


def _sentence(fault: Any) -> str:
    name = "_".join(str(part) for part in fault["loc"]).upper()
    words = fault["msg"].removeprefix(
        "Value error, "
    )  # pydantic's prefix for the message of a validator
    return f"  {name}: {words}" if name else f"  {words}"
