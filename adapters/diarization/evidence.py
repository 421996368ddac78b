"""What the models heard in one window: when its local speakers speak, and how each sounds."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

FRAME_SECONDS: Final = 270 / 16_000
"""A frame of the segmentation model: 16.875 ms."""

MOST_LOCAL_SPEAKERS: Final = 3
"""The segmentation model tells at most three speakers of a window apart."""

EMBEDDING_SIZE: Final = 192

Activity: TypeAlias = NDArray[np.bool_]
Vectors: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class WindowEvidence:
    """One window of a recording; windows come in order and may overlap.

    A local speaker is a column of `activity`: someone whom the segmentation model tells from the
    others of this window, and who has no identity beyond it.
    """

    start_seconds: float
    """Where the first frame begins, from the start of the recording.

    A frame sees 991 samples and stands for the 270 in their middle, so the first begins 360 samples
    (22.5 ms) after the sound that the model was given.
    """

    activity: Activity
    """Frames x local speakers: is this one speaking? Several may speak at once."""

    kept: slice
    """The frames for which this window is asked, in its middle: near its borders it is less sure.

    The kept frames of all windows cover the recording. The others serve to recognise the local
    speakers of the window before. All that follows comes from kept frames only.
    """

    embeddings: Vectors
    """Local speakers x 192, not normalised, each from the frames in which this one speaks alone.

    A row is nan if these frames are too few.
    """

    clean_seconds: Vectors
    """For each local speaker, how many seconds the embedding was taken from."""

    speech: Vectors
    """For each local speaker, the mean probability of speech while this one speaks, 0 to 1.

    From a speech detector that does not take noise and music for voices, as segmentation does.
    """
