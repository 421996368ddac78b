"""What jobs can be chosen by, as the service answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Facets:
    """The number of jobs by tag, language and model, those of most jobs first.

    `truncated` names the kinds of which there are more.
    """

    tags: Mapping[str, int]
    languages: Mapping[str, int]
    models: Mapping[str, int]
    truncated: tuple[str, ...]
    raw: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """Read an answer of the service."""
        return cls(
            tags=_counts(body["tags"]),
            languages=_counts(body["languages"]),
            models=_counts(body["models"]),
            truncated=tuple(body.get("truncated", ())),
            raw=body,
        )


def _counts(values: Sequence[dict[str, Any]]) -> Mapping[str, int]:
    return {each["value"]: each["jobs"] for each in values}
