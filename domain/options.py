"""What a caller may ask of a transcription."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Final, NewType

from domain.errors import FieldError, InvalidRequestError
from domain.languages import LANGUAGES

ModelName = NewType("ModelName", str)

MAX_BEAM_SIZE: Final = 20
MAX_VAD_MS: Final = 10_000  # a window has 30 s: padding and pauses must leave room for speech
MAX_TRACK: Final = 99
MAX_TEXT_LENGTH: Final = 4_000  # characters; Whisper keeps the last 224 tokens of a prompt anyway


class Task(StrEnum):
    """Write down what was said, or say it in English."""

    TRANSCRIBE = "transcribe"
    TRANSLATE = "translate"


class Channels(StrEnum):
    """Which channels of a recording are transcribed.

    All mixed into one, the first (left), the second (right), or each for itself: then every
    segment says which channel it was heard on.
    """

    MIX = "mix"
    FIRST = "first"
    SECOND = "second"
    SEPARATE = "separate"


class Multilingual(StrEnum):
    """Whether the language may change within a recording.

    `auto` follows a change that is clear, `true` asks every window anew, `false` keeps to the
    language of the recording.
    """

    AUTO = "auto"
    TRUE = "true"
    FALSE = "false"


class Priority(StrEnum):
    """Which jobs go first; within one priority the oldest does."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Smaller goes first."""
        return {"high": 0, "normal": 1, "low": 2}[self.value]


@dataclass(frozen=True, slots=True)
class VoiceActivity:
    """How speech is told from silence (Silero VAD; defaults are faster-whisper's for batches).

    `threshold` is a probability; the rest are milliseconds.
    """

    threshold: float = 0.5
    min_speech_ms: int = 0
    min_silence_ms: int = 160
    speech_pad_ms: int = 400

    def faults(self) -> Iterator[FieldError]:
        """Name what is out of its range, as it is called in a request."""
        if not 0 < self.threshold < 1:
            yield FieldError("vad_threshold", "Choose a vad_threshold between 0 and 1.")
        for name in ("min_speech_ms", "min_silence_ms", "speech_pad_ms"):
            if not 0 <= getattr(self, name) <= MAX_VAD_MS:
                yield FieldError(
                    f"vad_{name}", f"Choose a vad_{name} from 0 to {MAX_VAD_MS} milliseconds."
                )


@dataclass(frozen=True, slots=True)
class TranscriptionOptions:
    """Everything that changes what comes out, for one job.

    Raises InvalidRequestError, which names every option that is out of its range.

    `temperature` fixes the sampling temperature; without it decoding starts at 0 and falls back
    to 0.2, 0.4 ... 1.0 where a window fails its checks, as Whisper's authors do.

    `languages` are those that detection may choose from; none means all. `track` is the number of
    a sound track in its file, counted from 1; without it a track is chosen.
    """

    task: Task = Task.TRANSCRIBE
    language: str | None = None
    prompt: str | None = None
    hotwords: str | None = None
    temperature: float | None = None
    beam_size: int = 5
    word_timestamps: bool = False
    condition_on_previous_text: bool = False
    vad_filter: bool = True
    voice_activity: VoiceActivity = field(default_factory=VoiceActivity)
    priority: Priority = Priority.NORMAL
    channels: Channels = Channels.MIX
    track: int | None = None
    multilingual: Multilingual = Multilingual.AUTO
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        errors = tuple(self._faults())
        if errors:
            raise InvalidRequestError(*errors)

    def as_asked(self) -> dict[str, Any]:
        """Give all options by name; one of ADDED_LATER only if it differs from its default.

        So a request that does not use them is stored and named as it was before they were there.
        """
        defaults = {each.name: each.default for each in fields(self)}
        return {
            name: value
            for name, value in asdict(self).items()
            if name not in ADDED_LATER or value != defaults[name]
        }

    def _faults(self) -> Iterator[FieldError]:
        yield from self._language_faults()
        if self.track is not None and not 1 <= self.track <= MAX_TRACK:
            yield FieldError("track", f"Choose a track from 1 to {MAX_TRACK}.")
        if not 1 <= self.beam_size <= MAX_BEAM_SIZE:
            yield FieldError("beam_size", f"Choose a beam_size from 1 to {MAX_BEAM_SIZE}.")
        if self.temperature is not None and not 0 <= self.temperature <= 1:
            yield FieldError("temperature", "Choose a temperature from 0 to 1.")
        yield from self.voice_activity.faults()
        for name in ("prompt", "hotwords"):
            if len(getattr(self, name) or "") > MAX_TEXT_LENGTH:
                yield FieldError(name, f"{name} may have {MAX_TEXT_LENGTH} characters at most.")

    def _language_faults(self) -> Iterator[FieldError]:
        if self.language is not None and self.language not in LANGUAGES:
            yield FieldError("language", unknown_language(self.language))
        for code in self.languages:
            if code not in LANGUAGES:
                yield FieldError("languages", unknown_language(code))
        if contradictory := contradiction(self.language, self.languages):
            yield FieldError("languages", contradictory)


# Options that jobs stored by an older version do not have.
ADDED_LATER: Final = frozenset({"channels", "track", "multilingual", "languages"})


def contradiction(language: str | None, languages: tuple[str, ...]) -> str | None:
    """Say what is wrong where the language asked for is not one of those to choose from."""
    if language is None or not languages or language in languages:
        return None
    return (
        f"The language asked for, {language!r}, is not among these. "
        "Add it, or leave one of the two out."
    )


def unknown_language(asked: str) -> str:
    """Say which languages there are to somebody who asked for another."""
    allowed = ", ".join(LANGUAGES)
    return f"{asked!r} is no language Whisper knows. Leave it out to detect it, or use: {allowed}."
