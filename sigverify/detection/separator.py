"""The separator: the network that tells a signature's ink from the print around it.

Its input is a cut-out of a fixed size, without the paper's colour and shading. Its output is, for
each pixel, the likelihood that it is ink of the signature's pen.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cutout import Cutout
from sigverify.imaging.arrays import Floats, Image
from sigverify.imaging.cleaning import paper_removed
from sigverify.networks.helper_network import HelperKind, HelperNetwork
from sigverify.paths import shipped_folder

CANVAS_WIDTH: Final = 384
CANVAS_HEIGHT: Final = 160
CHANNELS: Final = 3
# A cut-out is not enlarged more than this: enlarging adds no detail.
_MAX_SCALE: Final = 3.0


SEPARATOR: Final = HelperKind(
    name="separator",
    input_name="canvas",
    input_shape=(1, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH),
    output_shapes={"ink": (1, CANVAS_HEIGHT, CANVAS_WIDTH)},
)


class Separator:
    """Tells ink from print. One instance may serve several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the network in a folder.

        Raises:
            ModelError: a file is missing, altered or no separator.
        """
        self._network = HelperNetwork(SEPARATOR, folder=folder)
        self.sha256 = self._network.sha256

    def likelihood(self, canvas: Image) -> NDArray[np.float32]:
        """The likelihood of each pixel of a canvas to be the signature's ink.

        Args:
            canvas: (CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) uint8 darkness against the paper of
                blue, green and red, 0 = paper (`to_canvas`).

        Returns:
            (CANVAS_HEIGHT, CANVAS_WIDTH) float32, 0..1, the likelihood that a pixel is the
            signature's ink.

        Raises:
            ValueError: another shape or type.
            ModelError: the network can't be run.
        """
        if canvas.dtype != np.uint8 or canvas.shape != SEPARATOR.input_shape[1:]:
            raise ValueError(f"a canvas of another shape or type: {canvas.shape} {canvas.dtype}")
        (ink,) = self._network.run(canvas[None].astype(np.float32) / np.float32(255))
        return np.asarray(ink[0], dtype=np.float32)


@lru_cache(maxsize=1)
def shipped_separator() -> Separator:
    """The separator that ships with the program.

    Raises:
        ModelError: it is missing or damaged.
    """
    return Separator(shipped_folder("trained") / "separator")


def to_canvas(cutout: Cutout) -> Image:
    """The network's input for a cut-out, which is centred on the canvas.

    Returns:
        (CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) uint8, 0 = paper, 255 = black in that channel.
    """
    picture = cutout.grey if cutout.colour is None else cutout.colour
    small = resized(picture, _placed_size(cutout.grey.shape))
    planes = [small] if small.ndim == 2 else [small[:, :, channel] for channel in range(CHANNELS)]
    inks = [paper_removed(np.ascontiguousarray(plane)).astype(np.uint8) for plane in planes]
    canvas = np.zeros((CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    top, left, height, width = _place(cutout.grey.shape)
    for channel in range(CHANNELS):
        canvas[channel, top : top + height, left : left + width] = inks[channel % len(inks)]
    return canvas


def mask_to_canvas(mask: Image) -> Image:
    """A mask of a cut-out's size, placed on the canvas like the cut-out."""
    canvas = np.zeros((CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    top, left, height, width = _place(mask.shape)
    canvas[top : top + height, left : left + width] = resized(mask, (width, height))
    return canvas


def from_canvas(likely: Floats, shape: tuple[int, ...]) -> Floats:
    """The network's output, scaled to the pixels of a cut-out of shape (h, w)."""
    top, left, height, width = _place(shape)
    part = likely[top : top + height, left : left + width]
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def resized(picture: Image, size: tuple[int, int]) -> Image:
    """The image scaled to (width, height)."""
    method = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=method), dtype=np.uint8)


def _placed_size(shape: tuple[int, ...]) -> tuple[int, int]:
    height, width = shape[:2]
    scale = min(CANVAS_HEIGHT / height, CANVAS_WIDTH / width, _MAX_SCALE)
    return (
        min(max(round(width * scale), 1), CANVAS_WIDTH),
        min(max(round(height * scale), 1), CANVAS_HEIGHT),
    )


def _place(shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Top, left, height and width of a cut-out on the canvas."""
    width, height = _placed_size(shape)
    return (CANVAS_HEIGHT - height) // 2, (CANVAS_WIDTH - width) // 2, height, width
