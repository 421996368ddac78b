"""Which parts of a recording are transcribed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from domain.errors.kinds import FieldError
from domain.option import Control, Pattern, Range, Surface, option

_SECONDS: Final = Range(0, 360_000, unit=" seconds")
_MILLISECONDS: Final = Range(0, 360_000_000, unit=" milliseconds")
_MOMENT: Final = r"[0-9]{1,6}(\.[0-9]{1,6})?"
_MOMENTS: Final = Pattern(
    rf"{_MOMENT}(,{_MOMENT}){{0,199}}",
    "Give up to 100 parts as start,end,start,end ... in seconds, as 0,30,60,90.",
)
_PANEL: Final = "Which part"


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a recording, in seconds from its start; `end` None is the end of the recording."""

    start: float
    end: float | None


def _clip(default: Any, said: str, **described: Any) -> Any:
    return option(
        default, said, surfaces=frozenset(Surface), panel=_PANEL, added_later=True, **described
    )


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """The parts to transcribe, in one of three spellings; the times stay those of the recording.

    `offset_t_ms` and `duration_ms` are whisper.cpp's, `clip_timestamps` openai-whisper's.
    """

    clip_start: float | None = _clip(
        None,
        "Transcribe only from here on, in seconds.",
        range=_SECONDS,
        shown_default="the start",
        control=Control("From", "In seconds.", empty="the start", remembered=False),
    )
    clip_end: float | None = _clip(
        None,
        "Transcribe only up to here, in seconds.",
        range=_SECONDS,
        shown_default="the end",
        control=Control("To", "In seconds.", empty="the end", remembered=False),
    )
    clip_timestamps: str | None = _clip(
        None,
        "Transcribe only these parts: start,end,start,end ... in seconds; without a last end up to "
        "the end.",
        pattern=_MOMENTS,
        shown_default="all",
    )
    offset_t_ms: int | None = _clip(
        None,
        "As clip_start, in milliseconds.",
        range=_MILLISECONDS,
        shown_default="the start",
    )
    duration_ms: int | None = _clip(
        None,
        "Length of the part to transcribe, in milliseconds.",
        range=_MILLISECONDS,
        shown_default="up to the end",
    )

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The parts in order; none means the whole recording."""
        if self.clip_timestamps is not None:
            moments = [float(each) for each in self.clip_timestamps.split(",")]
            ends = [*moments[1::2], None][: len(moments[::2])]
            parts = [Clip(*part) for part in zip(moments[::2], ends, strict=True)]
            return () if parts == [Clip(0.0, None)] else tuple(parts)
        if self.offset_t_ms is not None or self.duration_ms is not None:
            start = (self.offset_t_ms or 0) / 1000
            return (Clip(start, start + self.duration_ms / 1000 if self.duration_ms else None),)
        if self.clip_start is not None or self.clip_end is not None:
            return (Clip(self.clip_start or 0.0, self.clip_end),)
        return ()

    def seconds_within(self, duration: float) -> float:
        """Return how many seconds of a recording of this length are asked for."""
        return self._before(duration, duration)

    def share_done(self, position: float, duration: float) -> float:
        """Return how much of the parts lies before a position, 0 to 1; all are in seconds."""
        whole = self.seconds_within(duration)
        return self._before(position, duration) / whole if whole else 0.0

    def _before(self, position: float, duration: float) -> float:
        """Add up the parts before a position; what lies behind the recording's end is none."""
        ends = [(part.start, part.end) for part in self.clips or (Clip(0.0, None),)]
        return sum(
            max(0.0, min(position, duration, duration if end is None else end) - start)
            for start, end in ends
        )

    def faults(self) -> Iterator[FieldError]:
        """Yield what contradicts itself, if each value alone is valid."""
        if self.clip_timestamps is not None and self.clip_timestamps not in _MOMENTS:
            return
        spellings = {
            "clip_timestamps": self.clip_timestamps,
            "offset_t_ms": self.offset_t_ms if self.offset_t_ms is not None else self.duration_ms,
            "clip_start": self.clip_start if self.clip_start is not None else self.clip_end,
        }
        given = [name for name, value in spellings.items() if value is not None]
        if len(given) > 1:
            yield FieldError(
                given[0],
                "Name the part in one way: with clip_start and clip_end, with clip_timestamps, or "
                "with offset_t_ms and duration_ms.",
            )
        elif given and not self._in_order():
            yield FieldError(given[0], "Each part must end after it begins, and before the next.")

    def _in_order(self) -> bool:
        if self.duration_ms == 0 or any(
            clip.end is not None and clip.end <= clip.start for clip in self.clips
        ):
            return False
        return all(a.end is not None and a.end <= b.start for a, b in pairwise(self.clips))
