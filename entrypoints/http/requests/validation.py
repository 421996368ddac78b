"""What strangers sent becomes typed values, or a list of everything that is wrong with it."""

from collections.abc import Mapping
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from domain.errors import FieldError, InvalidRequestError
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
    "finite_number": "Give a number.",
    "string_type": "Give a text.",
    "string_too_short": "This may not be empty.",
    "string_too_long": "At most {max_length} characters are allowed.",
    "greater_than_equal": "Choose {ge} or more.",
    "less_than_equal": "Choose {le} or less.",
}
MOST_FAULTS: Final = 100
_SHOWN: Final = 64  # characters of a foreign name that are repeated in an answer


def storable(text: str) -> str:
    """Refuse what PostgreSQL cannot store (NUL) or UTF-8 cannot write (half a surrogate pair)."""
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("This text holds a character that cannot be stored.")
    return text


def shown_as_written(text: str) -> str:
    """Refuse characters that are not seen and change how what stands around them is shown."""
    storable(text)
    if found := first_hidden(text):
        raise ValueError(
            f"This text holds a character that is not seen and changes how others are shown "
            f"({found}). Remove it."
        )
    return text


def _storable_secret(secret: SecretStr) -> SecretStr:
    storable(secret.get_secret_value())
    return secret


def _number(value: object) -> object:
    """Refuse a text or a truth where JSON has numbers."""
    if isinstance(value, str | bool):
        raise ValueError("Give a whole number.")  # noqa: TRY004  # pydantic wants this one
    return value


NUMBER: Final = BeforeValidator(_number)  # after the bounds, or the document would lose them
# What the document says of it; halves of surrogate pairs are in no JSON that is UTF-8.
_STORABLE: Final = Field(json_schema_extra={"pattern": r"^[^\u0000]*$"})
MAX_NAME_LENGTH: Final = 255  # of a user and of a file, and so of what is searched for in them
Text = Annotated[str, AfterValidator(storable), _STORABLE]
# Texts that other people or programs are shown.
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
    """Build the model. Raise InvalidRequestError with `known` and every further fault at once.

    Of thousands, which is no honest mistake, the first `MOST_FAULTS` are told.
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
    """Make a name that somebody made up fit to be repeated to them: short, and valid Unicode.

    Bytes of a header or an address that are no UTF-8 arrive as halves of surrogate pairs.
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
        kind = "string_too_long"  # which pydantic does not say of a text behind a validator
    if kind == "value_error":
        return FieldError(name, str(context["error"]))
    # Only our own words are a pattern: pydantic's may repeat what was sent, braces and all.
    saying = _SAYINGS.get(kind)
    return FieldError(name, saying.format_map(context) if saying else details["msg"])
