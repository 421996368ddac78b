"""Choose the recordings with which speed is measured."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.quality.manifest import Recording, read_manifest

_SHORTEST: Final = 3.0
_LONGEST: Final = 15.0


def clips(manifest: Path, count: int) -> Sequence[Recording]:
    """Take clips of 3 to 15 s, evenly from the whole manifest, so that all kinds are among them."""
    fitting = [
        each
        for each in read_manifest(manifest)
        if each.listed and _SHORTEST <= each.seconds <= _LONGEST
    ]
    step = max(1.0, len(fitting) / count)
    return [fitting[int(number * step)] for number in range(min(count, len(fitting)))]


def longest(manifest: Path) -> Recording:
    """Take the longest recording whose words are known."""
    return max(
        (each for each in read_manifest(manifest) if each.listed), key=lambda each: each.seconds
    )
