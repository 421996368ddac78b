"""Reads the form fields of OpenAI's audio API, and our additional ones."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from domain.errors.kinds import FieldError
from domain.languages import LANGUAGES
from domain.option import MAX_TEXT_LENGTH, Surface, assembled, offered
from domain.options import (
    MAX_VAD_MS,
    Priority,
    Task,
    TranscriptionOptions,
    VoiceActivity,
)
from domain.speaker_edits import MAX_SPEAKER_NAME_LENGTH
from domain.subtitle_layout import SubtitleLayout
from entrypoints.http.requests.validation import ShownText, Text, shortened, validated
from entrypoints.http.schemas.option_fields import (
    Language,
    Prose,
    asked,
    chosen,
    consistent_languages,
    known_languages,
)

DIARIZE_MODEL: Final = "gpt-4o-transcribe-diarize"
"""OpenAI's name of the model that tells speakers apart."""
KNOWN_NAMES: Final = "known_speaker_names"
KNOWN_REFERENCES: Final = "known_speaker_references"
# Lists whose items may contain commas and brackets.
_PROSE: Final = frozenset({"keywords", KNOWN_NAMES, KNOWN_REFERENCES})
_LISTED: Final = _PROSE | {"timestamp_granularities", "include", "languages"}
# Only for the OpenAPI document: names are read as in `language`.
LanguageCode = Annotated[str, WithJsonSchema({"type": "string", "enum": list(LANGUAGES)})]
_INNER: Final = re.compile(r"(\w{1,64})\[(\w{1,64})\]")


SpeakerName = Annotated[ShownText, Field(min_length=1, max_length=MAX_SPEAKER_NAME_LENGTH)]


class SpeechFormat(StrEnum):
    """The response formats."""

    JSON = "json"
    TEXT = "text"
    SRT = "srt"
    VERBOSE_JSON = "verbose_json"
    VTT = "vtt"
    DIARIZED_JSON = "diarized_json"


class Granularity(StrEnum):
    """What gets timestamps."""

    WORD = "word"
    SEGMENT = "segment"


class ServerVad(BaseModel, extra="forbid"):
    """Voice activity detection, in OpenAI's terms."""

    type: Literal["server_vad"]
    threshold: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.5
    prefix_padding_ms: Annotated[int, Field(ge=0, le=MAX_VAD_MS)] = 400
    silence_duration_ms: Annotated[int, Field(ge=0, le=MAX_VAD_MS)] = 160


_STREAMED: Final = frozenset({SpeechFormat.JSON, SpeechFormat.TEXT, SpeechFormat.DIARIZED_JSON})
_OURS: Final = offered(TranscriptionOptions, Surface.OPENAI)

if TYPE_CHECKING:
    Ours = BaseModel
else:
    Ours = asked("Ours", (*_OURS, *offered(SubtitleLayout, Surface.OPENAI)))


class SpeechForm(Ours, extra="forbid", str_strip_whitespace=True):
    """The form of a transcription: OpenAI's fields, and some of our options."""

    model: Annotated[Text, Field(min_length=1)]
    language: Language | None = None
    prompt: Prose | None = None
    response_format: SpeechFormat = SpeechFormat.JSON
    temperature: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0
    timestamp_granularities: list[Granularity] = Field(default_factory=list)
    stream: bool = False
    chunking_strategy: Literal["auto"] | ServerVad | None = None
    include: list[Literal["logprobs"]] = Field(default_factory=list)
    languages: Annotated[tuple[LanguageCode, ...], BeforeValidator(known_languages)] = ()
    keywords: list[Text] = Field(default_factory=list)
    known_speaker_names: list[SpeakerName] = Field(default_factory=list)
    known_speaker_references: list[str] = Field(default_factory=list)

    _consistent = field_validator("languages")(consistent_languages)

    @field_validator("keywords")
    @classmethod
    def _are_few(cls, value: list[str]) -> list[str]:
        if len(", ".join(value)) > MAX_TEXT_LENGTH:
            raise ValueError(f"All keywords together may have {MAX_TEXT_LENGTH} characters.")
        return value

    @field_validator("timestamp_granularities")
    @classmethod
    def _has_a_place(cls, value: list[Granularity], info: ValidationInfo) -> list[Granularity]:
        if value and info.data.get("model") == DIARIZE_MODEL:
            raise ValueError(
                f"{DIARIZE_MODEL} times segments only: leave this out, and set "
                "response_format=diarized_json."
            )
        if info.data.get("response_format", SpeechFormat.VERBOSE_JSON) != SpeechFormat.VERBOSE_JSON:
            raise ValueError("Timestamps need response_format=verbose_json.")
        return value

    @field_validator("include")
    @classmethod
    def _fits(cls, value: list[str], info: ValidationInfo) -> list[str]:
        if value and info.data.get("response_format", SpeechFormat.JSON) != SpeechFormat.JSON:
            raise ValueError(
                "Log-probabilities need response_format=json; 'verbose_json' has the mean of each "
                "segment as 'avg_logprob'."
            )
        return value

    @field_validator("stream")
    @classmethod
    def _is_text(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001  # pydantic's
        wanted = info.data.get("response_format", SpeechFormat.JSON)
        if value and wanted not in _STREAMED:
            raise ValueError(
                "A stream has only text, or segments with their speakers: set response_format to "
                "json, text or diarized_json, or do not stream."
            )
        return value

    @field_validator("chunking_strategy", mode="after")
    @classmethod
    def _is_heard(cls, value: Any, info: ValidationInfo) -> Any:
        if value is not None and info.data.get("vad_filter") is False:
            raise ValueError("Chunks are cut at silence, so vad_filter cannot be false.")
        return value

    @property
    def diarizes(self) -> bool:
        """Whether the speakers are to be told apart."""
        named = self.model == DIARIZE_MODEL or self.response_format is SpeechFormat.DIARIZED_JSON
        return named or bool(self.model_dump(include={"diarize"}).get("diarize"))

    @property
    def layout(self) -> SubtitleLayout:
        """The layout of subtitles."""
        layout: SubtitleLayout = chosen(self, SubtitleLayout, Surface.OPENAI)
        return layout

    @property
    def _needs_words(self) -> bool:
        """Subtitles are cut by the times of words, and segments are divided between speakers.

        Words also have the log-probabilities.
        """
        subtitles = self.diarizes or self.response_format in {SpeechFormat.SRT, SpeechFormat.VTT}
        return subtitles or self.with_logprobs or Granularity.WORD in self.timestamp_granularities

    @property
    def with_logprobs(self) -> bool:
        """Whether the answer lists log-probabilities."""
        return bool(self.include)

    def options(self, task: Task) -> TranscriptionOptions:
        """Return the transcription options; temperature 0 means 'raise it if needed'."""
        vad = self.chunking_strategy
        voice = (
            VoiceActivity(
                threshold=vad.threshold,
                min_silence_ms=vad.silence_duration_ms,
                speech_pad_ms=vad.prefix_padding_ms,
            )
            if isinstance(vad, ServerVad)
            else VoiceActivity()
        )
        ours = self.model_dump(include={each.name for each in _OURS})
        ours["diarize"] = self.diarizes
        words = filter(None, [ours.pop("hotwords"), *self.keywords])
        options: TranscriptionOptions = assembled(TranscriptionOptions, ours)
        return replace(
            options,
            task=task,
            language=self.language,
            languages=self.languages,
            prompt=self.prompt,
            hotwords=", ".join(words) or None,
            temperature=self.temperature or None,
            word_timestamps=self._needs_words,
            voice_activity=voice,
            priority=Priority.HIGH,
        )


def speech_form(sent: Mapping[str, Sequence[str]], *faults: FieldError) -> SpeechForm:
    """Read the form: objects come as `name[key]` or as JSON.

    Lists come as repeated `name[]` or `name`, as `name[0]` and so on, or as one field with commas
    or JSON in it.

    Raises InvalidRequestError with the given faults and every further one.
    """
    values: dict[str, Any] = {}
    found = list(faults)
    for name, texts in sent.items():
        base, inner = name.removesuffix("[]"), _INNER.fullmatch(name)
        if base in _LISTED:
            items = texts if base in _PROSE else chain.from_iterable(map(_listed, texts))
            values.setdefault(base, []).extend(items)
        elif inner and inner[1] in _LISTED and inner[2].isdecimal():
            values.setdefault(inner[1], []).extend(texts)
        elif len(texts) > 1 or (inner and inner[1] in sent):
            found.append(FieldError(shortened(name), "This is given more than once."))
        elif inner and inner[1] in _LISTED:
            found.append(FieldError(shortened(name), f"Send a list as {inner[1]}[], repeated."))
        elif inner:
            values.setdefault(inner[1], {})[inner[2]] = texts[0]
        elif name == "chunking_strategy" and texts[0].lstrip().startswith("{"):
            values[name] = _object(texts[0])
        elif texts[0].strip() or name not in SpeechForm.model_fields:
            values[name] = texts[0]  # an empty field takes its default
    return validated(SpeechForm, values, known=tuple(found))


def _listed(text: str) -> list[object]:
    """Read one field of a list: `["word", "segment"]`, `word,segment` or a single item."""
    if text.lstrip().startswith("["):
        read = _object(text)
        return read if isinstance(read, list) else [read]
    return [item.strip() for item in text.split(",") if item.strip()]


def _object(text: str) -> object:
    """Parse JSON; invalid JSON is returned unchanged, so that validation reports it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
