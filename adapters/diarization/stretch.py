"""Cut decoded sound into stretches: a minute each, and what their last windows reach beyond it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from adapters.diarization.frames import FRAMES, count_frames, first_frame_at
from adapters.diarization.pace import STRETCH_SECONDS, WINDOW_SECONDS, Pace
from adapters.sound.pcm import SAMPLE_RATE_HZ, Samples, seconds

STRETCH_SAMPLES: Final = STRETCH_SECONDS * SAMPLE_RATE_HZ
WINDOW_SAMPLES: Final = WINDOW_SECONDS * SAMPLE_RATE_HZ
_LONGEST: Final = STRETCH_SAMPLES + WINDOW_SAMPLES
_CENTISECOND: Final = SAMPLE_RATE_HZ // 100


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A window of a stretch: the sample of the stretch at which it begins, and what counts of it.

    Only a recording that is shorter than a window has one that is not full.
    """

    at: int
    samples: Samples
    kept: slice


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Sound that starts at a whole minute; all times in it are samples.

    Its windows begin in its minute. The last stretch ends with the recording; each other is done
    where the next begins. A stretch depends on nothing but its own sound, so it is the same whether
    or not the work was interrupted before it.
    """

    start: int
    samples: Samples
    is_last: bool

    @property
    def end_seconds(self) -> float:
        """Everything in the recording before this is done with this stretch."""
        done = len(self.samples) if self.is_last else STRETCH_SAMPLES
        return seconds(self.start + done)

    def windows(self, pace: Pace) -> list[Window]:
        """Cut the windows; the last one of a recording ends with it."""
        step = round(pace.step_at(seconds(self.start)) * SAMPLE_RATE_HZ)
        if self.is_last:
            latest = max(0, len(self.samples) - WINDOW_SAMPLES) // _CENTISECOND * _CENTISECOND
            starts = [*range(0, latest, step), latest]
        else:
            starts = list(range(0, STRETCH_SAMPLES, step))
        return [self._window(at, pace, self.is_last and at == starts[-1]) for at in starts]

    def _window(self, at: int, pace: Pace, is_last: bool) -> Window:  # noqa: FBT001
        samples = self.samples[at : at + WINDOW_SAMPLES]
        middle = WINDOW_SECONDS / 2
        is_first = self.start + at == 0
        first = 0 if is_first else first_frame_at(middle - pace.kept_half)
        behind = (
            count_frames(seconds(len(samples)))
            if is_last
            else first_frame_at(middle + pace.kept_half)
        )
        return Window(at, samples, slice(first, min(behind, FRAMES)))


def stretches(blocks: Iterable[Samples], resume_after: float = 0.0) -> Iterator[Stretch]:
    """Yield the stretches of a recording that are not done at `resume_after` (seconds).

    The blocks are those of the whole recording. Holds little more than one stretch of sound.
    """
    start = int(resume_after // STRETCH_SECONDS) * STRETCH_SAMPLES
    held, skipped = _Held(), 0
    for block in blocks:
        dropped = min(len(block), start - skipped)
        skipped += dropped
        held.add(block[dropped:])
        while held.samples > _LONGEST:
            yield Stretch(start, held.first(_LONGEST), is_last=False)
            held.drop(STRETCH_SAMPLES)
            start = skipped = start + STRETCH_SAMPLES
    if held.samples and seconds(start + held.samples) > resume_after:
        yield Stretch(start, held.first(held.samples), is_last=True)


class _Held:
    """Blocks of sound, joined when they are needed."""

    def __init__(self) -> None:
        self._blocks: list[Samples] = []
        self.samples = 0

    def add(self, block: Samples) -> None:
        """Take the next block; an empty one is not kept."""
        if len(block):
            self._blocks.append(block)
            self.samples += len(block)

    def first(self, samples: int) -> Samples:
        """Return the first samples, and keep them."""
        self._blocks = [np.concatenate(self._blocks)]
        return self._blocks[0][:samples]

    def drop(self, samples: int) -> None:
        """Forget the first samples."""
        self._blocks = [self.first(self.samples)[samples:].copy()]
        self.samples -= samples
