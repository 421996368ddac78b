"""Tell when a recording is finished growing."""

from collections.abc import Sequence

from application.ports.watched import Found


class Settling:
    """Remembers since when each recording has been as it is."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._since: dict[str, tuple[Found, float]] = {}

    def settled(self, found: Sequence[Found], now: float) -> list[Found]:
        """Return the recordings that have not changed for long enough.

        `now` is of a clock that only runs forwards, in seconds. An empty file is never settled:
        many programs make one first, and fill it later.
        """
        before, self._since = self._since, {}
        for each in found:
            seen, since = before.get(each.path, (each, now))
            self._since[each.path] = (each, since if seen == each else now)
        return [
            each
            for each, since in self._since.values()
            if each.size_bytes and now - since >= self.seconds
        ]
