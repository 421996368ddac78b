"""Validates input, and reports all faults of it at once."""

from collections.abc import Mapping
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.hidden_characters import HIDDEN, first_hidden

Model = TypeVar("Model", bound=BaseModel)

_SAYINGS: Final[Mapping[str, str]] = {
    "missing": "This is required.",
    "enum": "Choose one of: {expected}.",
    "bool_parsing": "Use true or false.",
    "bool_type": "Use true or false.",
    "int_parsing": "Give a whole number.",
    "int_parsing_size": "This number is too large.",
    "int_type": "Give a whole number.",
    "int_from_float": "Give a whole number.",
    "float_parsing": "Give a number.",
    "float_type": "Give a number.",
    "finite_number": "Give a number.",
    "string_type": "Give a text.",
    "string_too_short": "This may not be empty.",
    "string_too_long": "At most {max_length} characters are allowed.",
    "greater_than_equal": "Choose {ge} or more.",
    "less_than_equal": "Choose {le} or less.",
}
MOST_FAULTS: Final = 100
_SHOWN: Final = 64  # characters of an unknown name that are repeated in an error


def storable(text: str) -> str:
    """Refuse what PostgreSQL cannot store (NUL) or UTF-8 cannot encode (lone surrogates)."""
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("This text has a character that cannot be stored.")
    return text


def shown_as_written(text: str) -> str:
    """Refuse invisible characters that change how the text around them is displayed."""
    storable(text)
    if found := first_hidden(text):
        raise ValueError(
            f"This text has an invisible character that changes how others are shown "
            f"({found}). Remove it."
        )
    return text


def _storable_secret(secret: SecretStr) -> SecretStr:
    storable(secret.get_secret_value())
    return secret


def _number(value: object) -> object:
    """Refuse strings and booleans, since JSON has numbers."""
    if isinstance(value, str | bool):
        raise ValueError("Give a whole number.")  # noqa: TRY004  # pydantic wants this one
    return value


NUMBER: Final = BeforeValidator(
    _number
)  # after the bounds, or the OpenAPI document would lose them
# The schema's pattern for such texts; lone surrogates cannot occur in JSON in UTF-8.
_STORABLE: Final = Field(json_schema_extra={"pattern": r"^[^\u0000]*$"})
MAX_NAME_LENGTH: Final = 255  # of a user's and a file's name, and so of what is searched in them
Text = Annotated[str, AfterValidator(storable), _STORABLE]
# Texts that are shown to other people or programs.
ShownText = Annotated[
    str, AfterValidator(shown_as_written), Field(json_schema_extra={"pattern": f"^[^{HIDDEN}]*$"})
]
Secret = Annotated[SecretStr, AfterValidator(_storable_secret), _STORABLE]


def validated(
    model: type[Model],
    values: Mapping[str, object],
    *,
    known: tuple[FieldError, ...] = (),
    context: Mapping[str, object] | None = None,
) -> Model:
    """Build the model. Raises InvalidRequestError with `known` and every further fault at once.

    At most `MOST_FAULTS` are reported: thousands of them are no honest mistake.
    """
    try:
        built = model.model_validate(values, context=dict(context or {}))
    except ValidationError as error:
        told = error.errors(include_url=False)[:MOST_FAULTS]
        faults = (*known, *(_fault(model, details) for details in told))
        raise InvalidRequestError(*faults[:MOST_FAULTS]) from error
    if known:
        raise InvalidRequestError(*known[:MOST_FAULTS])
    return built


def shortened(name: str) -> str:
    """Make a name from a client fit for an error message: short, and valid Unicode.

    Bytes of a header or an address that are not UTF-8 arrive as lone surrogates.
    """
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}..."
    return shown.encode(errors="backslashreplace").decode()


def _fault(model: type[BaseModel], details: ErrorDetails) -> FieldError:
    name = shortened(".".join(str(part) for part in details["loc"]))
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = ", ".join(model.model_fields) or "none"
        return FieldError(name, f"There is no {name!r} here. Allowed: {allowed}.")
    if kind == "enum":
        context = {"expected": context["expected"].replace("'", "").replace(" or ", ", ")}
    if kind == "too_long" and isinstance(details["input"], str):
        kind = "string_too_long"  # pydantic does not report this for a string with a validator
    if kind == "value_error":
        return FieldError(name, str(context["error"]))
    # Only our own messages are templates: pydantic's may contain the input, braces included.
    saying = _SAYINGS.get(kind)
    return FieldError(name, saying.format_map(context) if saying else details["msg"])
