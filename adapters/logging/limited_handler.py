"""A log handler that limits repeated lines, so that nobody can fill the disk through the log."""

import logging
from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TextIO

from typing_extensions import override

from adapters.logging.repetition import Repetition

_REFUSED: Final = 400  # and all statuses above
_LONGEST_KIND: Final = 200
Kind = tuple[Hashable, ...]


class LimitedHandler(logging.StreamHandler[TextIO]):
    """Writes to a stream (stderr) and, of each kind, counts the lines over the limit.

    The kind of our own lines is their event; for answered requests the status belongs to it and, if
    the request succeeded, the endpoint, so that refused strangers hide no lines about users. The
    kind of a library's line is its first line before values are filled in.
    """

    def __init__(self, repetition: Repetition, stream: TextIO | None = None) -> None:
        super().__init__(stream)
        self._repetition = repetition

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self._tell(self._repetition.left_out())
        if self._repetition.admits(kind_of(record), has_traceback=_has_traceback(record)):
            super().emit(record)

    @override
    def close(self) -> None:
        self._tell(self._repetition.left_out(now=True))
        super().close()

    def _tell(self, left_out: Iterable[tuple[Hashable, int]]) -> None:
        for kind, lines in left_out:
            super().emit(_summary(kind, lines))


def kind_of(record: logging.LogRecord) -> Kind:
    """Return the kind by which this line is counted."""
    if not isinstance(record.msg, Mapping):
        return (record.name, str(record.msg).partition("\n")[0][:_LONGEST_KIND])
    event, status = record.msg.get("event"), record.msg.get("status")
    if not isinstance(status, int):
        return (str(event),)
    if status >= _REFUSED:
        return (str(event), status)
    return (str(event), status, str(record.msg.get("endpoint")))


def _has_traceback(record: logging.LogRecord) -> bool:
    told = record.msg.get("exc_info") if isinstance(record.msg, Mapping) else record.exc_info
    return bool(told)


def _summary(kind: Hashable, lines: int) -> logging.LogRecord:
    said = " ".join(map(str, kind)) if isinstance(kind, tuple) else str(kind)
    extra = {"of": said, "lines": lines}
    return logging.getLogger(__name__).makeRecord(
        __name__, logging.WARNING, __file__, 0, "log_lines_left_out", (), None, extra=extra
    )
