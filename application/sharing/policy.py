"""Whether transcripts may be shared, and for how long."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.errors.kinds import FieldError, InvalidRequestError

USUAL: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SharePolicy:
    """The operator's settings: without `allowed`, links are neither made nor opened."""

    allowed: bool = True
    longest_seconds: float = LONGEST.total_seconds()

    @property
    def longest(self) -> timedelta:
        """The longest time for which a link may be open."""
        return timedelta(seconds=self.longest_seconds)

    @property
    def usual(self) -> timedelta:
        """How long a link is open if nothing else was asked for."""
        return min(USUAL, self.longest)

    def lifetime(self, wanted: timedelta | None) -> timedelta:
        """Return how long a link is open. Raises InvalidRequestError if that is too long."""
        if wanted is None:
            return self.usual
        if wanted > self.longest:
            fault = f"A link may be open for at most {self.longest_seconds:,.0f} seconds here."
            raise InvalidRequestError(FieldError("expires_in_seconds", fault))
        return wanted
