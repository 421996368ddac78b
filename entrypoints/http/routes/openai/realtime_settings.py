"""The settings of a realtime session, as OpenAI's clients send and read them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, StrictBool, StrictFloat

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.live.settings import LiveSettings, SoundFormat
from domain.live.turns import TurnDetection
from domain.option import MAX_TEXT_LENGTH
from domain.options import ModelName
from entrypoints.http.requests.validation import NUMBER, Text, validated

FindModel = Callable[[str], ModelName]
"""Finds a served model by any of its names. Raises ModelNotServedError."""

# The first of each type is the one without a rate.
_FORMATS: Final = {
    "audio/pcm": (SoundFormat.PCM_24_KHZ, SoundFormat.PCM_16_KHZ),
    "audio/pcmu": (SoundFormat.ULAW_8_KHZ,),
    "audio/pcma": (SoundFormat.ALAW_8_KHZ,),
}
# The names of these in the beta of the protocol.
_BETA_FORMATS: Final = {"pcm16": "audio/pcm", "g711_ulaw": "audio/pcmu", "g711_alaw": "audio/pcma"}
_MOST_WORDS: Final = 100  # also of languages, of which there are about as many


WholeNumber = Annotated[int, NUMBER]


class AudioFormat(BaseModel, extra="forbid"):
    """The encoding of the sound: PCM of 24,000 or 16,000 samples a second, or G.711 of 8,000."""

    type: Literal["audio/pcm", "audio/pcmu", "audio/pcma"] = "audio/pcm"
    rate: WholeNumber | None = None

    @property
    def found(self) -> SoundFormat | None:
        """The format; None if this type has no such rate."""
        usual, *_ = possible = _FORMATS[self.type]
        wanted = usual.rate_hz if self.rate is None else self.rate
        return next((each for each in possible if each.rate_hz == wanted), None)


class Transcription(BaseModel, extra="forbid"):
    """The model and what it should expect. `delay` is accepted, and has no effect."""

    model: Text | None = None
    language: Text | None = None
    languages: Annotated[list[Text], Field(max_length=_MOST_WORDS)] | None = None
    prompt: Annotated[Text, Field(max_length=MAX_TEXT_LENGTH)] | None = None
    keywords: Annotated[list[Text], Field(max_length=_MOST_WORDS)] | None = None
    delay: Text | None = None


class ServerVad(BaseModel, extra="forbid"):
    """How the end of a turn is found; the last three fields are about answers, which do not exist.

    Times are in milliseconds.
    """

    type: Literal["server_vad"]
    threshold: StrictFloat | None = None
    prefix_padding_ms: WholeNumber | None = None
    silence_duration_ms: WholeNumber | None = None
    create_response: StrictBool | None = None
    interrupt_response: StrictBool | None = None
    idle_timeout_ms: WholeNumber | None = None


class AudioInput(BaseModel, extra="forbid"):
    """The sound that comes in. Noise reduction is accepted, and stays off."""

    format: AudioFormat | None = None
    transcription: Transcription | None = None
    turn_detection: ServerVad | None = None
    noise_reduction: Any = None


class Audio(BaseModel, extra="forbid"):
    """The sound of a session, which only comes in."""

    input: AudioInput | None = None


class Session(BaseModel, extra="forbid"):
    """The settings that are to change; what is left out stays as it is.

    `id`, `object` and `expires_at` are ignored, so that a client may send back what it got.
    """

    type: Literal["transcription"]
    audio: Audio | None = None
    include: Annotated[list[Text], Field(max_length=_MOST_WORDS)] | None = None
    id: Text | None = None
    object: Text | None = None
    expires_at: WholeNumber | None = None


def changed(settings: LiveSettings, session: Mapping[str, Any], find: FindModel) -> LiveSettings:
    """Return the settings with what a client wants to change.

    Raises InvalidRequestError, with names of fields as `session.audio.input.format`, and
    ModelNotServedError.
    """
    try:
        asked = validated(Session, session)
        _check(asked)
        wanted = asked.audio.input if asked.audio else None
        return settings if wanted is None else _with_input(settings, wanted, find)
    except InvalidRequestError as error:
        faults = (FieldError(f"session.{each.field}", each.detail) for each in error.errors)
        raise InvalidRequestError(*faults) from error


def _check(session: Session) -> None:
    if session.include:
        detail = "This service does not give log-probabilities of tokens: leave 'include' out."
        raise InvalidRequestError(FieldError("include", detail))
    wanted = session.audio.input if session.audio else None
    sound = wanted.format if wanted else None
    if sound is not None and sound.found is None:
        needed = " or ".join(str(each.rate_hz) for each in _FORMATS[sound.type])
        detail = f"{sound.type} must have {needed} samples a second, not {sound.rate}."
        raise InvalidRequestError(FieldError("audio.input.format.rate", detail))


def _with_input(settings: LiveSettings, wanted: AudioInput, find: FindModel) -> LiveSettings:
    if wanted.format is not None and wanted.format.found is not None:
        settings = replace(settings, sound_format=wanted.format.found)
    if "turn_detection" in wanted.model_fields_set:
        settings = replace(
            settings, turn_detection=_turns(wanted.turn_detection, settings.turn_detection)
        )
    if wanted.transcription is not None:
        settings = _with_transcription(settings, wanted.transcription, find)
    return settings


def _turns(wanted: ServerVad | None, before: TurnDetection | None) -> TurnDetection | None:
    if wanted is None:
        return None
    given = wanted.model_dump(
        include={"threshold", "prefix_padding_ms", "silence_duration_ms"}, exclude_none=True
    )
    try:
        return replace(before or TurnDetection(), **given)
    except InvalidRequestError as error:
        faults = (
            FieldError(f"audio.input.turn_detection.{each.field}", each.detail)
            for each in error.errors
        )
        raise InvalidRequestError(*faults) from error


def _with_transcription(
    settings: LiveSettings, wanted: Transcription, find: FindModel
) -> LiveSettings:
    given = wanted.model_fields_set
    options: dict[str, Any] = {}
    if "language" in given:
        options["language"] = wanted.language or None
    if "languages" in given:
        options["languages"] = tuple(wanted.languages or ())
    if "prompt" in given:
        options["prompt"] = wanted.prompt or None
    if "keywords" in given:
        options["hotwords"] = ", ".join(wanted.keywords or ()) or None
    model = find(wanted.model) if wanted.model else settings.model
    return replace(settings, model=model, options=replace(settings.options, **options))


def as_sent(settings: LiveSettings) -> dict[str, Any]:
    """Write the settings that are in effect, with all that a client may set."""
    names = {sound: name for name, sounds in _FORMATS.items() for sound in sounds}
    sound: dict[str, Any] = {"type": names[settings.sound_format]}
    if sound["type"] == "audio/pcm":
        sound["rate"] = settings.sound_format.rate_hz
    turns = settings.turn_detection
    vad = turns and {
        "type": "server_vad",
        "threshold": turns.threshold,
        "prefix_padding_ms": turns.prefix_padding_ms,
        "silence_duration_ms": turns.silence_duration_ms,
    }
    transcription = {
        "model": settings.model,
        "language": settings.options.language,
        "prompt": settings.options.prompt,
    }
    heard = {
        "format": sound,
        "transcription": transcription,
        "noise_reduction": None,
        "turn_detection": vad,
    }
    return {"type": "transcription", "audio": {"input": heard}, "include": None}


def from_beta(session: Mapping[str, Any]) -> dict[str, Any]:
    """Translate the settings of the protocol's beta, which were flat.

    Names that it did not have are kept, so that they are reported.
    """
    left = dict(session)
    heard: dict[str, Any] = {}
    if "input_audio_format" in left:
        name = left.pop("input_audio_format")
        known = _BETA_FORMATS.get(name, name) if isinstance(name, str) else name
        heard["format"] = {"type": known}
    for old, new in (
        ("input_audio_transcription", "transcription"),
        ("turn_detection", "turn_detection"),
        ("input_audio_noise_reduction", "noise_reduction"),
    ):
        if old in left:
            heard[new] = left.pop(old)
    return {**left, "type": "transcription", "audio": {"input": heard}}
