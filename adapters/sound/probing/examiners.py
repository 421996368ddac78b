"""The few processes that look into uploads."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from adapters.sound.probing.examiner import Examiner
from adapters.sound.probing.limits import ProbeLimits
from domain.errors import UnavailableError

# One takes some 45 MiB, and a third of a second to start. Two serve a hundred uploads a second.
_KEPT: Final = 2


class Examiners:
    """Lends processes that look into uploads; keeps a few at hand, replaces those that are lost."""

    def __init__(self, limits: ProbeLimits | None = None) -> None:
        self._limits = limits or ProbeLimits()
        self._lock = Lock()
        self._idle: list[Examiner] = []
        self._all: set[Examiner] = set()
        self._closed = False

    def open(self) -> None:
        """Have one at hand before the first upload comes."""
        with self._lock:
            if not self._idle and not self._closed:
                self._idle.append(self._begin())

    @contextmanager
    def lend(self) -> Iterator[Examiner]:
        """Lend one; as many are started as are needed at once. Raises UnavailableError."""
        examiner = self._take()
        try:
            yield examiner
        finally:
            self._give_back(examiner)

    def close(self) -> None:
        """End all of them, also those that are at work."""
        with self._lock:
            self._closed = True
            examiners, self._all = self._all, set()
        for examiner in examiners:
            examiner.dismiss()

    def _take(self) -> Examiner:
        with self._lock:
            if self._closed:
                raise UnavailableError("The service is stopping.")
            while self._idle:
                examiner = self._idle.pop()
                if not examiner.spent:
                    return examiner
                self._end(examiner)
            return self._begin()

    def _give_back(self, examiner: Examiner) -> None:
        with self._lock:
            if self._closed:
                return
            if examiner.spent or len(self._idle) >= _KEPT:
                self._end(examiner)
            else:
                self._idle.append(examiner)
        self.open()

    def _begin(self) -> Examiner:
        examiner = Examiner(self._limits)
        self._all.add(examiner)
        return examiner

    def _end(self, examiner: Examiner) -> None:
        self._all.discard(examiner)
        examiner.dismiss()
