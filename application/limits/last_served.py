"""In which order users were served."""

from collections import OrderedDict
from collections.abc import Hashable
from itertools import count
from typing import Final

REMEMBERED: Final = 1_000


class LastServed:
    """Remembers when each user was served last; one who was not among the last thousand is new.

    It outlives what a user was served with, so that nobody who asks for one small thing after
    another is new each time, and goes first.
    """

    def __init__(self) -> None:
        self._turns = OrderedDict[Hashable, int]()
        self._numbers = count(1)

    def note(self, user: Hashable) -> None:
        """Remember that the user is served now."""
        self._turns[user] = next(self._numbers)
        self._turns.move_to_end(user)
        if len(self._turns) > REMEMBERED:
            self._turns.popitem(last=False)

    def turn(self, user: Hashable) -> int:
        """Give a number that is larger the later the user was served; 0 for who is new."""
        return self._turns.get(user, 0)

    def users(self) -> list[Hashable]:
        """List the users, least recently served first."""
        return list(self._turns)
