"""Say how much work on a recording is done before its first passage is final."""

from typing import Final

# About so much of the work on a window is done after each of its steps.
READ: Final = 0.1  # decoded, searched for speech, turned into features
ENCODED: Final = 0.5
DECODED: Final = 0.9


class EarlyProgress:
    """Notes the steps of a recording up to the end of its first window.

    The front end and the lanes note them from their threads, and the event loop reads them; each
    is one number, so no lock is needed.
    """

    def __init__(self) -> None:
        self._began_at = self._read_until = 0.0
        self._first_until: float | None = None
        self._first_share = READ

    def begin(self, seconds: float) -> None:
        """Note where the work begins: where an earlier attempt ended, or the first clip begins."""
        self._began_at = self._read_until = seconds

    def read_until(self, seconds: float) -> None:
        """Note that the sound up to this second of the recording was read."""
        self._read_until = max(self._read_until, seconds)

    def first_window(self, until: float) -> None:
        """Note that the first window is ready for a lane, and where it ends, in seconds."""
        self._first_until = until

    def first_reached(self, share: float) -> None:
        """Note the share of the work on the first window that is done, from 0 to 1."""
        self._first_share = max(self._first_share, share)

    @property
    def position(self) -> float:
        """The second up to which the recording would be done if all work were done in order.

        It stays below the end of the first window.
        """
        if self._first_until is None:
            return self._began_at + READ * (self._read_until - self._began_at)
        return self._began_at + self._first_share * max(0.0, self._first_until - self._began_at)
