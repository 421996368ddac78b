"""What may be asked of a transcription, whether it is done here or by a server.

Defaults stand in brackets; where one could be taken for rich's markup, as `[on]`, it is escaped.
"""

from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Final

import typer

from domain.errors import InvalidRequestError
from domain.options import (
    Channels,
    Multilingual,
    Task,
    TranscriptionOptions,
    VoiceActivity,
)
from entrypoints.cli.errors import refuse
from entrypoints.languages import read_language

how: Final = partial(typer.Option, rich_help_panel="How to transcribe")
_voice: Final = partial(typer.Option, rich_help_panel="How speech is told from silence")

Model = Annotated[str | None, how("--model", "-m", help="Model [WHISPER_MODEL, base].")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOptions:
    """The options by their names in the API; None, so that whoever transcribes decides."""

    language: Annotated[
        str | None,
        how("--language", "-l", help=r"Language spoken, as 'de', 'pt-BR' or 'German' \[found]."),
    ] = None
    languages: Annotated[
        str | None,
        how(help=r"Languages to choose from when it is found, as 'en,de' \[all]."),
    ] = None
    multilingual: Annotated[
        Multilingual | None,
        how(case_sensitive=False, help=r"Whether the language may change \[auto]."),
    ] = None
    channels: Annotated[
        Channels | None, how(help=r"Which channels, or each for itself \[mix].")
    ] = None
    track: Annotated[int | None, how(help=r"Number of the sound track, from 1 \[chosen].")] = None
    task: Annotated[Task | None, how(help="Write down what was said, or say it in English.")] = None
    word_timestamps: Annotated[
        bool | None,
        how("--word-timestamps/--no-word-timestamps", help="Time every word."),
    ] = None
    prompt: Annotated[
        str | None,
        how(
            "--prompt",
            "--initial-prompt",
            help="Text that might stand before: its style and spelling are kept.",
        ),
    ] = None
    hotwords: Annotated[str | None, how(help="Words to expect, such as names.")] = None
    temperature: Annotated[
        float | None, how(help="Fixed sampling temperature, 0 to 1 [0, more where that fails].")
    ] = None
    beam_size: Annotated[int | None, how(help="Hypotheses kept side by side [5].")] = None
    condition_on_previous_text: Annotated[
        bool | None,
        how(
            "--condition-on-previous-text/--no-condition-on-previous-text",
            help="Show the model what it wrote before: steadier, slower.",
        ),
    ] = None
    vad_filter: Annotated[
        bool | None,
        _voice("--vad/--no-vad", "--vad-filter/--no-vad-filter", help=r"Leave out silence \[on]."),
    ] = None
    vad_threshold: Annotated[float | None, _voice(help="Probability of speech [0.5].")] = None
    vad_min_speech_ms: Annotated[int | None, _voice(help="Shortest [0].")] = None
    vad_min_silence_ms: Annotated[int | None, _voice(help="Pause that parts [160].")] = None
    vad_speech_pad_ms: Annotated[int | None, _voice(help="Margin kept [400].")] = None

    def given(self) -> dict[str, str | float | bool]:
        """Keep what was given; languages by their codes. Ends the program in words."""
        asked = {name: value for name, value in asdict(self).items() if value is not None}
        language = asked.pop("language", None)
        if language is not None and language.strip().lower() != "auto":
            asked["language"] = _code(language)
        if self.languages is not None:
            asked["languages"] = ",".join(_codes(self.languages))
        return asked


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
    languages = _codes(str(given.pop("languages", "")))
    voice = {name: given.pop(f"vad_{name}") for name in _VOICE if f"vad_{name}" in given}
    try:
        return TranscriptionOptions(
            **given,  # type: ignore[arg-type]  # typer has seen to the types
            languages=languages,
            voice_activity=VoiceActivity(**voice),  # type: ignore[arg-type]
        )
    except InvalidRequestError as error:
        refuse(str(error))


_VOICE: Final = ("threshold", "min_speech_ms", "min_silence_ms", "speech_pad_ms")
