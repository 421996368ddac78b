"""The options of a transcription as flags of the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, make_dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from domain.decoding_options import USUAL_INCREMENT
from domain.errors.kinds import InvalidRequestError
from domain.option import Kind, Option, Surface, assembled, offered
from domain.options import Channels, TranscriptionOptions
from domain.speaker_edits import MAX_SPEAKER_NAME_LENGTH
from domain.subtitle_layout import SubtitleLayout
from entrypoints.cli.errors import refuse
from entrypoints.languages import read_language

how: Final = partial(typer.Option, rich_help_panel="How to transcribe")

Model = Annotated[str | None, how("--model", "-m", help="Model [WHISPER_MODEL, base].")]
SpeakerNames = Annotated[
    str | None,
    typer.Option(
        help="Names of the speakers with commas, in the order of their first words.",
        rich_help_panel="Who speaks",
    ),
]


def flag(option: Option) -> Any:
    """Make the flag of an option; None, so that whoever transcribes decides."""
    # A bracket that could be taken for rich's markup, as `[on]`, is escaped.
    shown = typer.Option(
        *_spellings(option),
        help=rf"{option.said.help.removesuffix('.')} \[{option.shown_default}].",
        rich_help_panel=option.said.panel,
        case_sensitive=False,
    )
    values = str if option.kind is Kind.LANGUAGES else option.values
    return Annotated[values | None, shown]


def _spellings(option: Option) -> tuple[str, ...]:
    if option.said.flags:
        return option.said.flags
    name = option.name.replace("_", "-")
    return (f"--{name}/--no-{name}",) if option.kind is Kind.FLAG else (f"--{name}",)


def flags(options: Sequence[Option]) -> type:
    """Make a dataclass of flags, by the names of their options in requests."""
    members = [(each.name, flag(each), field(default=None)) for each in options]
    return make_dataclass("Flags", members, frozen=True, kw_only=True)


if TYPE_CHECKING:

    class OptionFlags:
        """A dataclass, made below."""

        def __init__(self, **given: Any) -> None: ...

    LayoutFlags = OptionFlags
else:
    OptionFlags = flags(offered(TranscriptionOptions, Surface.COMMAND_LINE))
    LayoutFlags = flags(offered(SubtitleLayout, Surface.COMMAND_LINE))


class AskedOptions(OptionFlags):
    """The options by their names in the API; None, so that whoever transcribes decides."""

    def given(self) -> dict[str, Any]:
        """Keep what was given; languages by their codes. Ends the program in words."""
        found = _given(self)
        language = found.pop("language", None)
        if language is not None and language.strip().lower() != "auto":
            found["language"] = _code(language)
        if "temperature" in found:  # to those who know Whisper's programs it is the first one
            found.setdefault("temperature_increment_on_fallback", USUAL_INCREMENT)
        if "languages" in found:
            found["languages"] = ",".join(_codes(found["languages"]))
        return found


class AskedLayout(LayoutFlags):
    """How subtitles are to be laid out; None, so that whoever writes them decides."""

    def given(self) -> dict[str, Any]:
        """Keep what was given."""
        return _given(self)


def _given(asked: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(asked).items() if value is not None}


def _code(language: str) -> str:
    try:
        return read_language(language)
    except ValueError as error:
        refuse(str(error))


def _codes(languages: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_code(name) for name in languages.split(",") if name.strip()))


def transcription_options(asked: AskedOptions) -> TranscriptionOptions:
    """Fill up with the defaults. Ends the program in words where something is out of its range."""
    given = asked.given()
    if "languages" in given:
        given["languages"] = _codes(given["languages"])
    options: TranscriptionOptions = _checked(TranscriptionOptions, given)
    return options


def subtitle_layout(asked: AskedLayout) -> SubtitleLayout:
    """Fill up with the defaults. Ends the program in words where something is out of its range."""
    layout: SubtitleLayout = _checked(SubtitleLayout, asked.given())
    return layout


def _checked(cls: type, given: Mapping[str, Any]) -> Any:
    try:
        return assembled(cls, given)
    except InvalidRequestError as error:
        refuse(str(error))


def speaker_names(typed: str | None, asked: AskedOptions) -> tuple[str, ...]:
    """Read `Anna,Ben`. Ends the program in words if they are too long, or speakers are unasked."""
    if typed is None:
        return ()
    given = asked.given()
    if not given.get("diarize") and given.get("channels") is not Channels.SEPARATE:
        refuse("--speaker-names needs --diarize, which tells the speakers apart.")
    names = tuple(name.strip() for name in typed.split(","))
    if any(len(name) > MAX_SPEAKER_NAME_LENGTH for name in names):
        refuse(f"A name may have {MAX_SPEAKER_NAME_LENGTH} characters at most.")
    return names
