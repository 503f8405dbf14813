"""Type names for arrays of pixels and of coordinates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(H, W) uint8, or (H, W, 3) uint8; each use documents what 0 and 255 mean."""
Floats = NDArray[np.float32]
"""(H, W) float32, or a stack of these."""
Matrix = NDArray[np.float64]
"""(2, 3) or (3, 3) float64, maps points of one image to points of another."""
