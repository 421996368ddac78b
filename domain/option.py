"""Describe an option once: its name, type, range, default, help, and who offers it.

The fields of a dataclass carry the description. Forms, the OpenAPI document, command-line flags,
controls of the page and the tables of the documentation are made from it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum, StrEnum, auto
from types import NoneType
from typing import Any, Final, get_args, get_type_hints

from domain.errors.kinds import FieldError
from domain.languages import unknown_language

MAX_TEXT_LENGTH: Final = 4_000  # characters; Whisper keeps the last 224 tokens of a prompt anyway


class Kind(Enum):
    """The type of an option's values."""

    FLAG = auto()
    WHOLE = auto()
    NUMBER = auto()
    TEXT = auto()
    CHOICE = auto()
    LANGUAGE = auto()
    LANGUAGES = auto()


class Surface(Enum):
    """Where an option is offered."""

    FORM = auto()  # POST /jobs/, and for exports the query of the transcript
    COMMAND_LINE = auto()
    OPENAI = auto()  # as an extra field under /v1; OpenAI's own fields are declared there


@dataclass(frozen=True, slots=True)
class Control:
    """How the page offers an option.

    `choices` gives the values of a choice names for people; `empty` is shown in an empty control.
    Only a `remembered` value is preselected next time, as typed text may be confidential. `expert`
    ones are shown apart from the others.
    """

    label: str
    hint: str | None = None
    choices: Mapping[str, str] | None = None
    empty: str | None = None
    checked: bool | None = None
    remembered: bool = True
    expert: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """The smallest and the largest value; `exclusive` leaves both out."""

    least: float
    most: float
    exclusive: bool = False
    unit: str = ""

    def __contains__(self, value: float) -> bool:
        if self.exclusive:
            return self.least < value < self.most
        return self.least <= value <= self.most

    @property
    def words(self) -> str:
        """The range in words."""
        if self.exclusive:
            return f"between {self.least} and {self.most}"
        return f"from {self.least} to {self.most}{self.unit}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a text must look like as a whole: a regular expression, and the same in words."""

    expression: str
    words: str

    def __contains__(self, text: str) -> bool:
        return re.fullmatch(self.expression, text) is not None


@dataclass(frozen=True, slots=True)
class Described:
    """What is declared of an option beside the field that holds its value.

    `shown_default` is what help texts show as the default if the value itself says little. `flags`
    are its names on the command line; without them they are made from its name. `added_later` marks
    an option that stored jobs of an older version do not have.
    """

    help: str
    kind: Kind | None = None
    range: Range | None = None
    pattern: Pattern | None = None
    shown_default: str | None = None
    surfaces: frozenset[Surface] = frozenset({Surface.FORM, Surface.COMMAND_LINE})
    control: Control | None = None
    flags: tuple[str, ...] = ()
    panel: str = "How to transcribe"
    added_later: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a request.

    `name` is its name in requests and `field` the field that holds it, in the dataclass that `part`
    names unless it is the outer one. `values` is the type of a set value.
    """

    name: str
    field: str
    part: str | None
    values: type
    kind: Kind
    default: Any
    said: Described

    @property
    def choices(self) -> tuple[str, ...]:
        """The possible values of a choice."""
        return tuple(self.values) if issubclass(self.values, StrEnum) else ()

    @property
    def shown_default(self) -> str:
        """The default as help texts show it."""
        if self.said.shown_default is not None:
            return self.said.shown_default
        return (
            {True: "on", False: "off"}[self.default]
            if self.kind is Kind.FLAG
            else str(self.default)
        )

    def value_in(self, options: object) -> Any:
        """Read the option's value from a dataclass of options."""
        holder = getattr(options, self.part) if self.part else options
        return getattr(holder, self.field)

    def faults(self, value: Any) -> Iterator[FieldError]:
        """Say what is wrong with a value; None is always valid."""
        if value is None:
            return
        if self.kind is Kind.TEXT and len(value) > MAX_TEXT_LENGTH:
            yield FieldError(
                self.name, f"{self.name} may have {MAX_TEXT_LENGTH} characters at most."
            )
        if self.said.range is not None and value not in self.said.range:
            yield FieldError(self.name, f"Choose a {self.name} {self.said.range.words}.")
        if self.said.pattern is not None and value not in self.said.pattern:
            yield FieldError(self.name, self.said.pattern.words)
        if self.kind in {Kind.LANGUAGE, Kind.LANGUAGES}:
            for code in (value,) if self.kind is Kind.LANGUAGE else value:
                if unknown := unknown_language(code):
                    yield FieldError(self.name, unknown)


def option(default: Any, said: str, **described: Any) -> Any:
    """Declare the field of an option; `described` are the fields of `Described`."""
    return field(default=default, metadata={"option": Described(said, **described)})


def part(cls: type, prefix: str) -> Any:
    """Declare a field that holds further options; `prefix` is put before their names."""
    return field(default_factory=cls, metadata={"prefix": prefix})


# Cached, as every request asks and type hints are slow to read.
_found: Final[dict[Any, tuple[Option, ...]]] = {}


def options_of(cls: Any) -> tuple[Option, ...]:
    """List the options of a dataclass, with those of its parts, in the order of their fields."""
    if cls not in _found:
        _found[cls] = tuple(_options(cls, prefix="", within=None))
    return _found[cls]


def offered(cls: type, surface: Surface) -> tuple[Option, ...]:
    """List the options that one surface offers."""
    return tuple(each for each in options_of(cls) if surface in each.said.surfaces)


def faults_of(options: object) -> Iterator[FieldError]:
    """Yield a fault for every value of a dataclass of options that is out of its range."""
    for each in options_of(type(options)):
        yield from each.faults(each.value_in(options))


def assembled(cls: type[Any], given: Mapping[str, Any]) -> Any:
    """Make a dataclass of options from values by their names in requests.

    Missing values take their default. Raises what the dataclass raises.
    """
    outer: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for each in options_of(cls):
        if each.name in given:
            holder = parts.setdefault(each.part, {}) if each.part else outer
            holder[each.field] = given[each.name]
    hints = get_type_hints(cls)
    return cls(**outer, **{name: hints[name](**values) for name, values in parts.items()})


def _options(cls: Any, *, prefix: str, within: str | None) -> Iterator[Option]:
    hints = get_type_hints(cls)
    for each in fields(cls):
        hint = hints[each.name]
        if "prefix" in each.metadata and is_dataclass(hint):
            yield from _options(hint, prefix=each.metadata["prefix"], within=each.name)
        elif "option" in each.metadata:
            said: Described = each.metadata["option"]
            values = _values(hint)
            yield Option(
                name=f"{prefix}{each.name}",
                field=each.name,
                part=within,
                values=values,
                kind=said.kind or _kind(values),
                default=each.default,
                said=said,
            )


def _values(hint: Any) -> type:
    """Return the type of a set value: of `int | None`, it is `int`."""
    found = [each for each in get_args(hint) if each is not NoneType]
    return found[0] if len(found) == 1 and isinstance(found[0], type) else hint


def _kind(values: type) -> Kind:
    if issubclass(values, StrEnum):
        return Kind.CHOICE
    return {bool: Kind.FLAG, int: Kind.WHOLE, float: Kind.NUMBER, str: Kind.TEXT}[values]
