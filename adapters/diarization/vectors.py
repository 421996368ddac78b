"""Directions of embeddings: how a voice sounds is in the direction, not in the length."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float32]


def unit(vectors: Vector) -> Vector:
    """Give each vector (along the last axis) length 1; a vector of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    directions: Vector = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return directions
