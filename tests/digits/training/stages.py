"""The course of the training: what is practised when, and for how long."""

from dataclasses import dataclass
from typing import Final

from tests.digits.training.batches import Recipe
from tests.digits.training.losses import Weights

SPOTTING: Final = Recipe(seconds=5.0, size=12, context=5.0, offsets=0.5, clean=0.5)
FEW: Final = Recipe(seconds=3.5, size=13, context=3.5, offsets=0.5, clean=0.2)
SHORT: Final = Recipe(seconds=6.0, size=10, context=6.0, offsets=0.5, clean=0.15)
MIDDLE: Final = Recipe(seconds=12.0, size=4, context=12.0, offsets=0.4, clean=0.15)
LONG: Final = Recipe(seconds=30.0, size=2, context=30.0, offsets=0.0, clean=0.15)
PADDED: Final = Recipe(seconds=10.0, size=2, context=30.0, offsets=0.0, clean=0.15)


@dataclass(frozen=True)
class Stage:
    """So many steps with a mixture of recipes, the learning rate falling along a cosine."""

    name: str
    steps: int
    mixture: tuple[tuple[Recipe, float], ...]
    first_rate: float
    last_rate: float
    weights: Weights
    left_out: str | None
    encoder_only: bool = False


LEFT_OUT_SPEAKER: Final = "yweweler"
"""The speaker whom the first two stages never hear; chosen before any training."""

STAGES: Final = (
    Stage(
        "spotting", 660, ((SPOTTING, 1.0),), 2.5e-3, 1e-3,
        Weights(attention=0.0, frames=1.0), LEFT_OUT_SPEAKER, encoder_only=True,
    ),
    Stage(
        "short-windows", 616, ((SHORT, 0.85), (MIDDLE, 0.15)), 2e-3, 8e-4,
        Weights(attention=0.6, frames=1.0), LEFT_OUT_SPEAKER,
    ),
    Stage(
        "few-words", 600, ((FEW, 0.9), (SHORT, 0.1)), 1.8e-3, 1.2e-3,
        Weights(attention=1.0, frames=0.5), LEFT_OUT_SPEAKER,
    ),
    Stage(
        "middle-windows", 900, ((FEW, 0.2), (SHORT, 0.5), (MIDDLE, 0.3)), 1.5e-3, 8e-4,
        Weights(attention=1.0, frames=0.4), LEFT_OUT_SPEAKER,
    ),
    Stage(
        "all-windows", 1400,
        ((SHORT, 0.4), (MIDDLE, 0.33), (LONG, 0.22), (PADDED, 0.05)), 9e-4, 2e-4,
        Weights(attention=0.5, frames=0.3), LEFT_OUT_SPEAKER,
    ),
    Stage(
        "all-speakers", 720,
        ((SHORT, 0.35), (MIDDLE, 0.3), (LONG, 0.28), (PADDED, 0.07)), 5e-4, 1e-5,
        Weights(attention=0.3, frames=0.1), None,
    ),
    Stage(
        "polish", 1000,
        ((SHORT, 0.4), (MIDDLE, 0.3), (LONG, 0.25), (PADDED, 0.05)), 6e-4, 1e-5,
        Weights(attention=0.3, frames=0.1), None,
    ),
)  # fmt: skip
