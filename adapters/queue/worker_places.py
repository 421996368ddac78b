"""How many jobs one process runs at once, and which users' jobs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerPlaces:
    """Places for running jobs: `for_all` places for any job, and `reserved` further ones.

    While all of `for_all` are taken, half of the reserved ones go to users who have no job running
    in this process, and every reserved one can go to a short recording of a user who has no short
    one running there. So one user's long jobs delay neither other users nor the user's own short
    ones, and long jobs of many users leave the other half to short recordings.
    """

    for_all: int
    reserved: int = 0

    @property
    def in_all(self) -> int:
        """The largest number of running jobs."""
        return self.for_all + self.reserved

    @property
    def for_new_users(self) -> int:
        """While fewer jobs than this run, a user without a running job may start one."""
        return self.for_all + self.reserved // 2
