"""How subtitles are laid out, as far as a caller may choose it."""

from dataclasses import dataclass
from typing import Final

from domain.errors import InvalidRequestError
from domain.option import faults_of


@dataclass(frozen=True, slots=True)
class SubtitleLayout:
    """Raises InvalidRequestError, which names every option that is out of its range."""

    def __post_init__(self) -> None:
        errors = tuple(faults_of(self))
        if errors:
            raise InvalidRequestError(*errors)


AS_HEARD: Final = SubtitleLayout()
