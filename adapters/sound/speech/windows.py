"""Cut a recording into windows of at most 30 s, by speech or at quiet moments."""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples
from adapters.sound.speech.recent_audio import RecentAudio
from adapters.sound.speech.spans import Span, SpeechSpans
from adapters.sound.speech.voice import VoiceDetector
from adapters.sound.speech.window import WINDOW_SAMPLES, Excerpt, Window
from adapters.sound.speech.window_filler import KEPT_PAUSE_SAMPLES, WindowFiller
from domain.options import VoiceActivity

# Without voice detection a window ends at the quietest tenth of a second of its last ten seconds.
_SEARCHED_SAMPLES: Final = 10 * SAMPLE_RATE_HZ
_QUIET_SAMPLES: Final = SAMPLE_RATE_HZ // 10


def spoken_windows(
    blocks: Iterable[Samples], options: VoiceActivity, *, filled_to: int = WINDOW_SAMPLES
) -> Iterator[Excerpt]:
    """Yield windows filled with speech, without long silences."""
    cutter = SpokenCutter(options, filled_to=filled_to)
    for block in blocks:
        yield from cutter.feed(block)
    yield from cutter.finish()


class SpokenCutter:
    """Leaves out long silences and fills windows with speech, cut only in pauses.

    The spans of speech are those of faster-whisper's batched pipeline. Their grouping is not: that
    library joins them without the pauses between them and fills each window to its last second, and
    both make the decoder skip sentences (benchmarks/RESULTS.md). `latest` is as in WindowFiller.
    """

    def __init__(
        self, options: VoiceActivity, *, filled_to: int = WINDOW_SAMPLES, latest: bool = False
    ) -> None:
        self._detector = VoiceDetector()
        self._spans = SpeechSpans(options)
        self._recent = RecentAudio()
        self._filler = WindowFiller(filled_to, latest=latest)

    @property
    def pending_from(self) -> int:
        """The earliest sample that a later window may hold."""
        start = self._filler.start
        return self._spans.needed_from if start is None else start

    def feed(self, block: Samples) -> Iterator[Excerpt]:
        """Take the next samples; yield the windows that are full."""
        self._recent.append(block)
        for span in self._spans.feed(self._detector.feed(block)):
            yield from self._filler.add(span, self._recent)
        self._filler.keep_pause(self._recent)
        self._drop_unneeded()

    def _drop_unneeded(self) -> None:
        """Free the sound that no window can need; pauses before and after a span are kept."""
        needed = self._spans.needed_from - KEPT_PAUSE_SAMPLES
        pause = self._filler.needed_from
        self._recent.drop_before(needed if pause is None else min(needed, pause))

    def flush(self) -> Iterator[Excerpt]:
        """Yield the pending spans as a window, however full it is."""
        return self._filler.flush()

    def finish(self) -> Iterator[Excerpt]:
        """Yield what is left at the end of the recording."""
        for span in self._spans.finish(self._detector.finish(), self._recent.end):
            yield from self._filler.add(span, self._recent)
        yield from self._filler.flush()


def unbroken_windows(blocks: Iterable[Samples]) -> Iterator[Excerpt]:
    """Cut all of the recording into windows, each at the quietest point near its 30 s."""
    cutter = UnbrokenCutter()
    for block in blocks:
        yield from cutter.feed(block)
    yield from cutter.finish()


class UnbrokenCutter:
    """Cuts all of the recording into windows, each at the quietest point near its 30 s.

    Without voice detection, the library starts each window at the model's last timestamp. Then no
    window can begin before the one before it is transcribed, so one recording could never use more
    than one lane, and the cuts would depend on the model.
    """

    def __init__(self) -> None:
        self._recent = RecentAudio()
        self._start = 0
        self._index = 0

    def feed(self, block: Samples) -> Iterator[Excerpt]:
        """Take the next samples; yield the windows that are full."""
        self._recent.append(block)
        while self._recent.end - self._start > WINDOW_SAMPLES:
            searched = Span(self._start, self._start + WINDOW_SAMPLES)
            yield self._window(self._start + _quietest_end(self._recent.cut(searched)))

    def finish(self) -> Iterator[Excerpt]:
        """Yield what is left at the end of the recording."""
        if self._recent.end > self._start:
            yield self._window(self._recent.end)

    def _window(self, end: int) -> Excerpt:
        span = Span(self._start, end)
        excerpt = Excerpt(Window(self._index, (span,)), self._recent.cut(span))
        self._start, self._index = end, self._index + 1
        self._recent.drop_before(end)
        return excerpt


def _quietest_end(audio: Samples) -> int:
    """Find the middle of the quietest tenth of a second in the last part of a full window."""
    first = len(audio) - _SEARCHED_SAMPLES
    tenths = audio[first:].reshape(-1, _QUIET_SAMPLES)
    quietest = int(np.argmin(np.square(tenths).sum(axis=1)))
    return first + quietest * _QUIET_SAMPLES + _QUIET_SAMPLES // 2
