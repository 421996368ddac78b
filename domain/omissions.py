"""Sum up what a transcript leaves out, as warnings on the job."""

from collections.abc import Iterator
from typing import Final

from domain.job import Caveat
from domain.transcript import Cut, Gap, Transcript

SHOWN_PLACES: Final = 5
_SECONDS_UP_TO: Final = 60.0  # later times are written as 4:05.3


class Omissions:
    """Counts gaps and cuts, and remembers the first few places of each.

    So it stays small for any number of them. They have to be added in the order of time.
    """

    def __init__(self) -> None:
        self._gaps = _Places()
        self._cuts = _Places()

    def add(self, omission: Gap | Cut) -> None:
        """Count a gap or cut."""
        places = self._gaps if isinstance(omission, Gap) else self._cuts
        places.add(omission.start, omission.end)

    def caveats(self) -> tuple[Caveat, ...]:
        """Return one caveat for the gaps and one for the cuts, if there are any."""
        return (*self._of_gaps(), *self._of_cuts())

    def _of_gaps(self) -> Iterator[Caveat]:
        if self._gaps.count == 1:
            yield Caveat(
                "speech_not_understood",
                f"Speech from {self._gaps.shown} could not be understood: "
                "the transcript has no words for it.",
            )
        elif self._gaps.count:
            yield Caveat(
                "speech_not_understood",
                f"Speech in {self._gaps.summary} could not be understood, and the transcript has "
                f"no words for it: {self._gaps.shown}.",
            )

    def _of_cuts(self) -> Iterator[Caveat]:
        if self._cuts.count == 1:
            yield Caveat(
                "repetition_removed",
                f"Text from {self._cuts.shown} was removed, since the model had repeated itself. "
                "The JSON transcript has it under `cuts`.",
            )
        elif self._cuts.count:
            yield Caveat(
                "repetition_removed",
                f"Text in {self._cuts.summary} was removed, since the model had repeated itself: "
                f"{self._cuts.shown}. The JSON transcript has it under `cuts`.",
            )


def caveats_of(transcript: Transcript) -> tuple[Caveat, ...]:
    """Return the caveats of a complete transcript."""
    omissions = Omissions()
    for gap in transcript.gaps:
        omissions.add(gap)
    for cut in transcript.cuts:
        omissions.add(cut)
    return omissions.caveats()


class _Places:
    """The number of places, their total length, and the first few of them."""

    def __init__(self) -> None:
        self.count = 0
        self._seconds = 0.0
        self._first: list[str] = []

    def add(self, start: float, end: float) -> None:
        self.count += 1
        self._seconds += end - start
        if len(self._first) < SHOWN_PLACES:
            self._first.append(_span(start, end))

    @property
    def summary(self) -> str:
        return f"{self.count} places ({self._seconds:.1f} s in all)"

    @property
    def shown(self) -> str:
        more = self.count - len(self._first)
        return ", ".join(self._first) + (f" and {more} more" if more else "")


def _span(start: float, end: float) -> str:
    if end < _SECONDS_UP_TO:
        return f"{start:.1f} to {end:.1f} s"
    return f"{_clock(start)} to {_clock(end)}"


def _clock(seconds: float) -> str:
    """Write minutes and seconds, and hours if there are any: `4:05.3`, `1:04:05.3`."""
    minutes, tenths = divmod(round(seconds * 10), 600)
    hours, minutes = divmod(minutes, 60)
    rest = f"{tenths // 10:02d}.{tenths % 10}"
    return f"{hours}:{minutes:02d}:{rest}" if hours else f"{minutes}:{rest}"
