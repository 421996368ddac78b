"""Model of a spoken language of a transcript."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from domain.spoken_languages import SpokenLanguage


class SpokenLanguageAnswer(BaseModel):
    """A spoken language: its seconds, and its share of all speech (0 to 1)."""

    language: str
    seconds: float
    share: float

    @classmethod
    def all_of(cls, languages: Sequence[SpokenLanguage]) -> list[Self]:
        """Convert all languages of a transcript."""
        total = sum(spoken.seconds for spoken in languages) or 1.0
        return [
            cls(
                language=spoken.code,
                seconds=round(spoken.seconds, 3),
                share=round(spoken.seconds / total, 4),
            )
            for spoken in languages
        ]
