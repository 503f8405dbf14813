"""Decoding what a test has encoded or the program has written."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def decode_grey(data: bytes | NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The pixels of an encoded image, (H, W) uint8."""
    return _decoded(data, cv2.IMREAD_GRAYSCALE)


def decode_colour(data: bytes | NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The pixels of an encoded image, (H, W, 3) uint8 BGR."""
    return _decoded(data, cv2.IMREAD_COLOR)


def _decoded(data: bytes | NDArray[np.uint8], mode: int) -> NDArray[np.uint8]:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), mode)
    assert pixels is not None, "no image"
    return np.asarray(pixels, dtype=np.uint8)
