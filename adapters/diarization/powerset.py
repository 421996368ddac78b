"""Read who speaks in each frame from the classes of the segmentation model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from adapters.diarization.evidence import MOST_LOCAL_SPEAKERS, Activity

Classes = NDArray[np.float32]
"""Frames x 7: the logarithm of each class's probability."""

# Nobody, one of three local speakers, or two of them (the "powerset" of segmentation-3.0).
_MEMBERS: Final[Activity] = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=bool
)
# Taken off the first class, so that fewer words are missed. Of 0, -0.5 and -1 this is best on the
# recordings with known turns, and as good as -0.5 on synthetic conversations; music, noise and
# silence still have no speakers with it.
_NOBODY_BIAS: Final = np.array([-1.0, 0, 0, 0, 0, 0, 0], dtype=np.float32)


def active_speakers(classes: Classes) -> Activity:
    """Return frames x local speakers of a window, without those who never speak."""
    activity: Activity = _MEMBERS[(classes + _NOBODY_BIAS).argmax(axis=1)]
    return activity[:, activity.any(axis=0)]


def nobody(frames: int) -> Activity:
    """Return the activity of a window in which nobody speaks."""
    return np.zeros((frames, MOST_LOCAL_SPEAKERS), dtype=bool)[:, :0]
