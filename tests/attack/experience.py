"""What a bystander saw while somebody else attacked."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Self


@dataclass
class Experience:
    """Seconds that answers and transcripts took, and what went wrong, in words."""

    looks: list[float] = field(default_factory=list)
    clips: dict[str, list[float]] = field(default_factory=dict)
    logins: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Self:
        return cls(**json.loads(text))

    @property
    def worst_clip(self) -> tuple[float, str]:
        """Say how long the slowest took, and on which way it went."""
        return max(((max(each), way) for way, each in self.clips.items()), default=(math.inf, "-"))


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which this share of them lies; without any, infinity."""
    ordered = sorted(values)
    return (
        ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else math.inf
    )
