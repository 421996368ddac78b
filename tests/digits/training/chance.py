"""Drawing lots."""

import numpy as np


def happens(share: float, random: np.random.Generator) -> bool:
    """Decide whether something happens that happens in this share of cases."""
    return bool(random.random() < share)
