"""Find where speech begins and ends, by Silero's rules, one probability at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.speech.voice import FRAME_SAMPLES
from domain.options import VoiceActivity

_SAMPLES_PER_MS: Final = SAMPLE_RATE_HZ // 1000
# The constants of faster_whisper.vad.get_speech_timestamps.
_HYSTERESIS: Final = 0.15
_LOWEST_THRESHOLD: Final = 0.01
_CUTTABLE_SILENCE: Final = 98 * _SAMPLES_PER_MS
LONGEST_SPEECH_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the recording, in samples; `end` is the first sample after it."""

    start: int
    end: int

    @property
    def samples(self) -> int:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Rules:
    """The options in samples."""

    threshold: float
    release: float
    pad: float
    longest: float
    min_speech: float
    min_silence: float

    @classmethod
    def of(cls, options: VoiceActivity) -> "_Rules":
        pad = float(_SAMPLES_PER_MS * options.speech_pad_ms)
        return cls(
            threshold=options.threshold,
            release=max(options.threshold - _HYSTERESIS, _LOWEST_THRESHOLD),
            pad=pad,
            longest=SAMPLE_RATE_HZ * LONGEST_SPEECH_SECONDS - FRAME_SAMPLES - 2 * pad,
            min_speech=float(_SAMPLES_PER_MS * options.min_speech_ms),
            min_silence=float(_SAMPLES_PER_MS * options.min_silence_ms),
        )


class SpeechSpans:
    """Turns probabilities into spans of speech, each as soon as it is final.

    Equal to the result of faster_whisper.vad.get_speech_timestamps for the whole recording with
    `max_speech_duration_s=30`; a property test checks that.
    """

    def __init__(self, options: VoiceActivity) -> None:
        self._rules = _Rules.of(options)
        self._padding = _Padding(self._rules.pad)
        self._position = 0
        self._start: int | None = None
        self._silent_since = 0  # 0 means not silent, since speech never begins with silence
        self._cut_at = (
            0  # the end of the speech before the last silence that is long enough for a cut
        )
        self._resumed_at = 0  # where speech went on after that silence

    @property
    def needed_from(self) -> int:
        """The earliest sample that a later span may begin with."""
        return self._padding.needed_from(self._earliest_start)

    def feed(self, probabilities: Iterable[float]) -> list[Span]:
        """Take the probabilities of the next frames; return the spans that are now final."""
        return self._walk(probabilities) + self._padding.settled(self._earliest_start)

    def finish(self, probabilities: Iterable[float], samples: int) -> list[Span]:
        """Take those of the last frames of a recording of this many samples; return the rest."""
        done = self._walk(probabilities)
        if self._start is not None and samples - self._start > self._rules.min_speech:
            done += self._padding.add(Span(self._start, samples))
        self._start = None
        return done + self._padding.last(samples)

    def _walk(self, probabilities: Iterable[float]) -> list[Span]:
        done: list[Span] = []
        for probability in probabilities:
            for speech in self._step(float(probability)):
                done += self._padding.add(speech)
            self._position += FRAME_SAMPLES
        return done

    @property
    def _earliest_start(self) -> int:
        return self._position if self._start is None else self._start

    def _step(self, probability: float) -> list[Span]:
        speaking = probability >= self._rules.threshold
        if speaking and self._silent_since:
            self._silent_since = 0
            if self._resumed_at < self._cut_at:
                self._resumed_at = self._position
        if self._start is None:
            if speaking:
                self._start = self._position
            return []
        cut = self._cut(self._start)
        return cut + self._end(probability)

    def _cut(self, start: int) -> list[Span]:
        """End speech that is too long at its last silence, or here if it has none."""
        if self._position - start <= self._rules.longest:
            return []
        end, resumed_at = self._cut_at or self._position, self._resumed_at
        goes_on = bool(self._cut_at) and resumed_at >= end
        self._start = resumed_at if goes_on else None
        self._forget_silences()
        return [Span(start, end)]

    def _end(self, probability: float) -> list[Span]:
        """End speech after enough silence."""
        if self._start is None or probability >= self._rules.release:
            return []
        self._silent_since = self._silent_since or self._position
        silent = self._position - self._silent_since
        if silent > _CUTTABLE_SILENCE:
            self._cut_at = self._silent_since
        if silent < self._rules.min_silence:
            return []
        speech = Span(self._start, self._silent_since)
        self._forget_silences()
        self._start = None
        return [speech] if speech.samples > self._rules.min_speech else []

    def _forget_silences(self) -> None:
        self._silent_since = self._cut_at = self._resumed_at = 0


class _Padding:
    """Pads spans on both sides; two spans share a silence that is too short for both paddings."""

    def __init__(self, pad: float) -> None:
        self._pad = pad
        self._held: Span | None = None

    def add(self, speech: Span) -> list[Span]:
        """Take the next span, which settles the end of the one before it."""
        held = self._held
        gap = None if held is None else speech.start - held.end
        if held is None or gap is None or gap >= 2 * self._pad:
            self._held = Span(int(max(0, speech.start - self._pad)), speech.end)
            return [] if held is None else [Span(held.start, int(held.end + self._pad))]
        self._held = Span(max(0, speech.start - gap // 2), speech.end)
        return [Span(held.start, held.end + gap // 2)]

    def settled(self, next_start: int) -> list[Span]:
        """Return the held span if no later speech can be near enough to share its silence."""
        held = self._held
        if held is None or next_start - held.end < 2 * self._pad:
            return []
        self._held = None
        return [Span(held.start, int(held.end + self._pad))]

    def last(self, samples: int) -> list[Span]:
        """Return the held span at the end of the recording."""
        held, self._held = self._held, None
        return [] if held is None else [Span(held.start, int(min(samples, held.end + self._pad)))]

    def needed_from(self, next_start: int) -> int:
        """Return the earliest sample that a later span may hold."""
        return self._held.start if self._held else int(max(0, next_start - self._pad))
