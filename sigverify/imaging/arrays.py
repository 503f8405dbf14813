"""Names for the arrays that hold pixels and places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(H, W) uint8, or (H, W, 3) uint8; where it is told says what 0 and 255 are."""
Floats = NDArray[np.float32]
"""(H, W) float32, or a stack of these."""
Matrix = NDArray[np.float64]
"""(2, 3) or (3, 3) float64, moves the points of one image to their places on another."""
