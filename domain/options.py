"""The options of a transcription."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, NewType

from domain.clips import ClipOptions
from domain.decoding_options import DecodingOptions
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.option import Control, Kind, Range, Surface, faults_of, option, options_of, part
from domain.speakers import MAX_SPEAKERS, SpeakerCounts, contradictory_counts

ModelName = NewType("ModelName", str)

MAX_BEAM_SIZE: Final = 20
MAX_VAD_MS: Final = 10_000  # a window has 30 s: padding and pauses must leave room for speech
MAX_TRACK: Final = 99


class Task(StrEnum):
    """Transcribe the speech, or translate it into English."""

    TRANSCRIBE = "transcribe"
    TRANSLATE = "translate"


class Channels(StrEnum):
    """Which channels of a recording are transcribed.

    All mixed into one, the first (left), the second (right), or each separately: then every segment
    names its channel.
    """

    MIX = "mix"
    FIRST = "first"
    SECOND = "second"
    SEPARATE = "separate"


class Multilingual(StrEnum):
    """Whether the language may change within a recording.

    `auto` follows a clear change, `true` detects the language of every window, `false` keeps the
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
        """The order of the priority; a smaller number goes first."""
        return {"high": 0, "normal": 1, "low": 2}[self.value]


_MILLISECONDS: Final = Range(0, MAX_VAD_MS, unit=" milliseconds")
_VOICE: Final = "How speech is told from silence"
_COUNT: Final = Range(1, MAX_SPEAKERS)
_SPEAKERS: Final = "Who speaks"
_EVERYWHERE: Final = frozenset(Surface)


@dataclass(frozen=True, slots=True)
class VoiceActivity:
    """How speech is detected (Silero VAD; defaults are those of faster-whisper's batches).

    `threshold` is a probability; the others are in milliseconds.
    """

    threshold: float = option(
        0.5, "Probability of speech.", range=Range(0, 1, exclusive=True), panel=_VOICE
    )
    min_speech_ms: int = option(
        0,
        "Shortest stretch of speech, in milliseconds.",
        range=_MILLISECONDS,
        panel=_VOICE,
        flags=("--vad-min-speech-ms", "--vad-min-speech-duration-ms"),
    )
    min_silence_ms: int = option(
        160,
        "Pause that separates speech, in milliseconds.",
        range=_MILLISECONDS,
        panel=_VOICE,
        flags=("--vad-min-silence-ms", "--vad-min-silence-duration-ms"),
    )
    speech_pad_ms: int = option(
        400, "Sound kept around speech, in milliseconds.", range=_MILLISECONDS, panel=_VOICE
    )


@dataclass(frozen=True, slots=True)
class TranscriptionOptions:
    """All options of one job that change its transcript.

    Raises InvalidRequestError, which names every option that is out of its range.

    `temperature` fixes the sampling temperature; without it decoding starts at 0 and falls back to
    0.2, 0.4 ... 1.0 if a window fails its checks, as Whisper's authors do. `languages` are those
    that detection may choose from; none means all. `track` is the number of a sound track in its
    file, counted from 1; without it the service chooses a track.
    """

    language: str | None = option(
        None,
        "Language spoken: a code ('de', 'pt-BR') or a name ('German', 'Deutsch').",
        kind=Kind.LANGUAGE,
        shown_default="detected",
        control=Control("Language", empty="Detect"),
        flags=("--language", "-l"),
    )
    languages: tuple[str, ...] = option(
        (),
        "Languages that detection may choose from, as 'en,de'.",
        kind=Kind.LANGUAGES,
        shown_default="all",
        control=Control("Detect among", "Codes or names with commas, as en, de.", empty="all"),
        added_later=True,
    )
    multilingual: Multilingual = option(
        Multilingual.AUTO,
        "Follow a clear change of language, detect it in every window, or keep to one.",
        surfaces=_EVERYWHERE,
        control=Control(
            "Mixed speech",
            "Whether the language may change on the way.",
            choices={
                "auto": "Follow a clear change",
                "true": "Ask again all the time",
                "false": "Keep to one",
            },
        ),
        added_later=True,
    )
    channels: Channels = option(
        Channels.MIX,
        "Transcribe the mix of all channels, one of them, or each for itself.",
        surfaces=_EVERYWHERE,
        control=Control(
            "Channels",
            choices={
                "mix": "Mixed",
                "first": "The first (left)",
                "second": "The second (right)",
                "separate": "Each for itself",
            },
        ),
        added_later=True,
    )
    track: int | None = option(
        None,
        "Number of the sound track in the file, from 1.",
        range=Range(1, MAX_TRACK),
        shown_default="chosen",
        surfaces=_EVERYWHERE,
        control=Control(
            "Sound track",
            "Its number in the file; without one it is chosen.",
            empty="chosen",
            remembered=False,  # the next file has other tracks
        ),
        added_later=True,
    )
    diarize: bool = option(
        False,  # noqa: FBT003  # the default
        "Tell the speakers apart, and say who said each word.",
        surfaces=_EVERYWHERE,
        control=Control("Tell speakers apart", "Who said what, as A, B, C."),
        panel=_SPEAKERS,
        added_later=True,
    )
    num_speakers: int | None = option(
        None,
        "Number of speakers, if it is known; needs diarize.",
        range=_COUNT,
        shown_default="found",
        surfaces=_EVERYWHERE,
        control=Control("Number of speakers", "If you know it.", empty="found", remembered=False),
        panel=_SPEAKERS,
        added_later=True,
    )
    min_speakers: int | None = option(
        None,
        "Smallest number of speakers; needs diarize.",
        range=_COUNT,
        shown_default="found",
        surfaces=_EVERYWHERE,
        panel=_SPEAKERS,
        added_later=True,
    )
    max_speakers: int | None = option(
        None,
        "Largest number of speakers; needs diarize.",
        range=_COUNT,
        shown_default="found",
        surfaces=_EVERYWHERE,
        panel=_SPEAKERS,
        added_later=True,
    )
    task: Task = option(
        Task.TRANSCRIBE,
        "Write down what was said, or say it in English.",
        control=Control(
            "What to write",
            choices={"transcribe": "What is said", "translate": "An English translation"},
        ),
    )
    priority: Priority = option(
        Priority.NORMAL,
        "Which jobs go first.",
        surfaces=frozenset({Surface.FORM}),
        control=Control("Priority", choices={"normal": "Normal", "high": "High", "low": "Low"}),
    )
    prompt: str | None = option(
        None,
        "Text that might stand before: its style and spelling are kept.",
        shown_default="none",
        control=Control(
            "Context",
            "Names and words that may be said, or the sentence before.",
            remembered=False,
        ),
        flags=("--prompt", "--initial-prompt"),
    )
    hotwords: str | None = option(
        None,
        "Words to expect, such as names.",
        shown_default="none",
        surfaces=_EVERYWHERE,
        control=Control("Important words", "Rare words to listen for.", remembered=False),
    )
    temperature: float | None = option(
        None,
        "Fixed sampling temperature, 0 to 1; with an increment, the first one.",
        range=Range(0, 1),
        shown_default="0, more where that fails",
    )
    beam_size: int = option(
        5, "Hypotheses kept side by side.", range=Range(1, MAX_BEAM_SIZE), surfaces=_EVERYWHERE
    )
    word_timestamps: bool = option(
        False,  # noqa: FBT003  # the default
        "Time every word.",
        control=Control("Times of single words", "Click a word to hear it.", checked=True),
    )
    condition_on_previous_text: bool = option(
        False,  # noqa: FBT003  # the default
        "Show the model what it wrote before: steadier, slower.",
    )
    vad_filter: bool = option(
        True,  # noqa: FBT003  # the default
        "Leave out silence.",
        surfaces=_EVERYWHERE,
        control=Control("Skip what is no speech", checked=True),
        flags=("--vad/--no-vad", "--vad-filter/--no-vad-filter"),
        panel=_VOICE,
    )
    voice_activity: VoiceActivity = part(VoiceActivity, prefix="vad_")
    decoding: DecodingOptions = part(DecodingOptions, prefix="")
    clips: ClipOptions = part(ClipOptions, prefix="")

    def __post_init__(self) -> None:
        errors = tuple(self._faults())
        if errors:
            raise InvalidRequestError(*errors)

    def as_asked(self) -> dict[str, Any]:
        """Return all options by name; a later one only if it differs from its default.

        So a request that does not use it is stored, and hashed, as it was before the option
        existed.
        """
        asked = asdict(self)
        for each in options_of(type(self)):
            if each.said.added_later and each.value_in(self) == each.default:
                del (asked[each.part] if each.part else asked)[each.field]
        return {name: value for name, value in asked.items() if value != {}}

    @property
    def speaker_counts(self) -> SpeakerCounts:
        """What is known of the number of speakers."""
        return SpeakerCounts(self.num_speakers, self.min_speakers, self.max_speakers)

    @property
    def listens_to_voices(self) -> bool:
        """Whether speakers are told apart by their voices, and not by their channels."""
        return self.diarize and self.channels is not Channels.SEPARATE

    @property
    def hides_words(self) -> bool:
        """Whether the times of words are found only for subtitles and speakers, and not shown."""
        return not self.word_timestamps

    def _faults(self) -> Iterator[FieldError]:
        yield from faults_of(self)
        yield from self._speaker_faults()
        yield from self.clips.faults()
        if contradictory := contradiction(self.language, self.languages):
            yield FieldError("languages", contradictory)

    def _speaker_faults(self) -> Iterator[FieldError]:
        counts = {
            "num_speakers": self.num_speakers,
            "min_speakers": self.min_speakers,
            "max_speakers": self.max_speakers,
        }
        for name, number in counts.items():
            if number is not None and not self.diarize:
                yield FieldError(name, f"{name} needs diarize=true. Set that, or leave {name} out.")
            elif number is not None and self.channels is Channels.SEPARATE:
                yield FieldError(
                    name,
                    f"With channels=separate each channel is one speaker. Leave {name} out, or "
                    "choose channels=mix.",
                )
        yield from contradictory_counts(*counts.values())


def contradiction(language: str | None, languages: tuple[str, ...]) -> str | None:
    """Return a message if the requested language is not among the allowed ones."""
    if language is None or not languages or language in languages:
        return None
    return (
        f"The language asked for, {language!r}, is not among these. "
        "Add it, or leave one of the two out."
    )
