"""How many jobs one process works on at once, and whose."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerPlaces:
    """Places for jobs: `for_all` of them are anybody's, `reserved` further ones are not.

    While all of `for_all` are taken, half of the reserved ones are given to users who have no job
    running in this process, and every reserved one to a short recording of a user who has no short
    one running there. So one user's long jobs keep nobody else waiting, nor the user's own short
    ones; and long jobs of many users leave the other half to short recordings.
    """

    for_all: int
    reserved: int = 0

    @property
    def in_all(self) -> int:
        """How many jobs run at most."""
        return self.for_all + self.reserved

    @property
    def for_new_users(self) -> int:
        """While fewer jobs than this run, a user who has none of them may have one begun."""
        return self.for_all + self.reserved // 2
