"""What is asked for a recording."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from domain.languages import LANGUAGES
from domain.options import (
    MAX_BEAM_SIZE,
    MAX_TEXT_LENGTH,
    MAX_TRACK,
    MAX_VAD_MS,
    Channels,
    Multilingual,
    Priority,
    Task,
    TranscriptionOptions,
    VoiceActivity,
    contradiction,
)
from entrypoints.http.requests.addresses import Address
from entrypoints.http.requests.validation import Text
from entrypoints.languages import read_language

VOICE_FIELDS: Final = ("threshold", "min_speech_ms", "min_silence_ms", "speech_pad_ms")

Prose = Annotated[Text, Field(max_length=MAX_TEXT_LENGTH)]
Milliseconds = Annotated[int, Field(ge=0, le=MAX_VAD_MS)]


def known_language(value: str | None) -> str | None:
    """Give the code of a language; None for `auto`. Raises ValueError for one nobody knows."""
    if value is None or value.strip().lower() == "auto":
        return None
    return read_language(value)


# Names and other codes do too; a list of choices is more use to who reads the document.
Language = Annotated[str, Field(json_schema_extra={"enum": ["auto", *LANGUAGES]})]


def known_languages(value: object) -> tuple[str, ...]:
    """Read languages, with commas between them or as a list. Raises ValueError as above."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, Sequence):
        raise ValueError("Name languages, with commas between them.")  # noqa: TRY004  # pydantic's
    names = [name.strip() for text in texts for name in str(text).split(",")]
    codes = [known_language(name) for name in names if name]
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def consistent_languages(languages: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Refuse languages to choose from without the one that is asked for, with a ValueError."""
    if contradictory := contradiction(info.data.get("language"), languages):
        raise ValueError(contradictory)
    return languages


_CODES: Final = f"({'|'.join(LANGUAGES)})"
Languages = Annotated[
    tuple[str, ...],
    BeforeValidator(known_languages),
    WithJsonSchema({"type": "string", "pattern": f"^{_CODES}(,{_CODES})*$"}),
]
# Words are compared without case: `True` is what Python's clients send.
MultilingualChoice = Annotated[
    Multilingual, BeforeValidator(lambda value: str(value).strip().lower())
]
Track = Annotated[int, Field(ge=1, le=MAX_TRACK)]


class JobForm(BaseModel, extra="forbid", str_strip_whitespace=True):
    """The fields that go with a recording; what is missing takes its default."""

    model: str | None = None
    language: Language | None = None
    languages: Languages = Field(default_factory=tuple)  # the document's default is a text
    multilingual: MultilingualChoice = Multilingual.AUTO
    channels: Channels = Channels.MIX
    track: Track | None = None
    task: Task = Task.TRANSCRIBE
    word_timestamps: bool = False
    vad_filter: bool = True
    prompt: Prose | None = None
    hotwords: Prose | None = None
    temperature: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    beam_size: Annotated[int, Field(ge=1, le=MAX_BEAM_SIZE)] = 5
    condition_on_previous_text: bool = False
    vad_threshold: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.5
    vad_min_speech_ms: Milliseconds = 0
    vad_min_silence_ms: Milliseconds = 160
    vad_speech_pad_ms: Milliseconds = 400
    priority: Priority = Priority.NORMAL
    reuse: bool = True
    webhook_url: Address | None = None
    url: Address | None = None
    upload: Annotated[UUID, WithJsonSchema({"type": "string"})] | None = None

    @field_validator("model")
    @classmethod
    def _served(cls, value: str | None, info: ValidationInfo) -> str | None:
        served = (info.context or {}).get("models", ())
        if value is not None and value not in served:
            raise ValueError(f"{value!r} is not served here. Choose one of: {', '.join(served)}.")
        return value

    _known = field_validator("language")(known_language)
    _consistent = field_validator("languages")(consistent_languages)

    @property
    def options(self) -> TranscriptionOptions:
        """What is asked of the transcription."""
        asked = self.model_dump(exclude={"model", "reuse", "webhook_url", "url", "upload"})
        voice = {name: asked.pop(f"vad_{name}") for name in VOICE_FIELDS}
        return TranscriptionOptions(**asked, voice_activity=VoiceActivity(**voice))
