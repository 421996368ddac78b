"""A language of a transcript, as it is shown."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from domain.spoken_languages import SpokenLanguage


class SpokenLanguageAnswer(BaseModel):
    """A language spoken: for how many seconds, and in what share of all that is said (0 to 1)."""

    language: str
    seconds: float
    share: float

    @classmethod
    def all_of(cls, languages: Sequence[SpokenLanguage]) -> list[Self]:
        """Show all languages of a transcript."""
        total = sum(spoken.seconds for spoken in languages) or 1.0
        return [
            cls(
                language=spoken.code,
                seconds=round(spoken.seconds, 3),
                share=round(spoken.seconds / total, 4),
            )
            for spoken in languages
        ]
