"""Gather the first speech of a recording, to detect its language with more than one window."""

from collections.abc import Iterable, Iterator

import numpy as np

from adapters.sound.pcm import Samples
from adapters.sound.speech.window import WINDOW_SAMPLES, Excerpt


def with_opening(excerpts: Iterable[Excerpt]) -> Iterator[tuple[Excerpt, Samples | None]]:
    """Yield the first window with up to 30 s of speech from it and after it.

    A recording often opens with one word and a pause, which says little about the language. The
    other windows, and a recording of a single window, come without such sound.
    """
    rest = iter(excerpts)
    held: list[Excerpt] = []
    gathered = 0
    for excerpt in rest:
        held.append(excerpt)
        gathered += len(excerpt.audio)
        if gathered >= WINDOW_SAMPLES:
            break
    opening = np.concatenate([each.audio for each in held])[:WINDOW_SAMPLES] if held[1:] else None
    for excerpt in held:
        yield excerpt, opening
        opening = None
    for excerpt in rest:
        yield excerpt, None
