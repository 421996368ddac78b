"""Makes fields of pydantic models from described options."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    AliasPath,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    create_model,
)

from domain.languages import LANGUAGES
from domain.option import MAX_TEXT_LENGTH, Kind, Option, Pattern, Surface, assembled, offered
from domain.options import contradiction
from entrypoints.http.requests.validation import Text
from entrypoints.languages import read_language


def known_language(value: str | None) -> str | None:
    """Return the code of a language; None for `auto`. Raises ValueError for an unknown one."""
    if value is None or value.strip().lower() == "auto":
        return None
    return read_language(value)


def known_languages(value: object) -> tuple[str, ...]:
    """Read languages, separated by commas or as a list. Raises ValueError for an unknown one."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, Sequence):
        raise ValueError("List languages, separated by commas.")  # noqa: TRY004  # pydantic's
    names = [name.strip() for text in texts for name in str(text).split(",")]
    codes = [known_language(name) for name in names if name]
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def consistent_languages(languages: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Refuse a list of languages without the requested language. Raises ValueError."""
    if contradictory := contradiction(info.data.get("language"), languages):
        raise ValueError(contradictory)
    return languages


# Names and other codes are accepted, too; a list of codes helps readers of the document more.
Language = Annotated[
    str, Field(json_schema_extra={"enum": ["auto", *LANGUAGES]}), AfterValidator(known_language)
]
_CODES: Final = f"({'|'.join(LANGUAGES)})"
Languages = Annotated[
    tuple[str, ...],
    BeforeValidator(known_languages),
    AfterValidator(consistent_languages),
    WithJsonSchema({"type": "string", "pattern": f"^{_CODES}(,{_CODES})*$"}),
]
Prose = Annotated[Text, Field(max_length=MAX_TEXT_LENGTH)]


def asked(name: str, options: Sequence[Option]) -> type[BaseModel]:
    """Make a model of the options in a request; missing ones take their defaults."""
    return _model(name, {each.name: _asked(each) for each in options})


def answered(name: str, options: Sequence[Option]) -> type[BaseModel]:
    """Make a model that shows the options in effect, read from a dataclass of options."""
    return _model(name, {each.name: _answered(each) for each in options})


def chosen(form: BaseModel, cls: type[Any], surface: Surface) -> Any:
    """Make a dataclass of options from the fields of a form that this surface offers."""
    names = {each.name for each in offered(cls, surface)}
    return assembled(cls, form.model_dump(include=names))


def _model(name: str, fields: dict[str, Any]) -> type[BaseModel]:
    made: type[BaseModel] = create_model(name, __module__=__name__, **fields)
    return made


def _asked(option: Option) -> tuple[Any, Any]:
    described: dict[str, Any] = {"description": option.said.help}
    value = _value(option)
    if option.kind is Kind.LANGUAGES:  # the document's default is a string
        return Languages, Field(default_factory=tuple, **described)
    if option.default is None:
        return value | None, Field(None, **described)
    return value, Field(option.default, **described)


def _value(option: Option) -> Any:
    """Return the type of a value with its bounds."""
    if option.kind is Kind.LANGUAGE:
        return Language
    if option.kind is Kind.TEXT:
        return _text(option.said.pattern)
    if option.kind is Kind.CHOICE and "true" in option.choices:
        # Words are compared without case: Python's clients send `True`.
        return Annotated[option.values, BeforeValidator(lambda value: str(value).strip().lower())]
    bounds = _bounds(option)
    return Annotated[option.values, Field(**bounds)] if bounds else option.values


def _text(pattern: Pattern | None) -> Any:
    if pattern is None:
        return Prose

    def matching(text: str) -> str:
        if text not in pattern:
            raise ValueError(pattern.words)
        return text

    shown = Field(json_schema_extra={"pattern": f"^({pattern.expression})$"})
    return Annotated[Prose, AfterValidator(matching), shown]


def _bounds(option: Option) -> dict[str, Any]:
    bounds: dict[str, Any] = {"allow_inf_nan": False} if option.kind is Kind.NUMBER else {}
    if (allowed := option.said.range) is None:
        return bounds
    least, most = ("gt", "lt") if allowed.exclusive else ("ge", "le")
    return {least: allowed.least, most: allowed.most, **bounds}


def _answered(option: Option) -> tuple[Any, Any]:
    value = tuple[str, ...] if option.kind is Kind.LANGUAGES else option.values
    alias = AliasPath(option.part, option.field) if option.part else None
    shown = value | None if option.default is None else value
    return shown, Field(validation_alias=alias, description=option.said.help)
