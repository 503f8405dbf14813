"""The network that tells a signature's ink from what is printed about it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.detection.separator_canvas import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS
from sigverify.networks.helper_network import HelperKind, HelperNetwork
from sigverify.paths import shipped_folder

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

    def likelihood(self, canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
        """How likely each pixel of a canvas is to be the signature's ink.

        Args:
            canvas: (CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) uint8 darkness against the paper of
                blue, green and red, 0 = paper (`separator_canvas.to_canvas`).

        Returns:
            (CANVAS_HEIGHT, CANVAS_WIDTH) float32, 0..1 that a pixel is the signature's ink.

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
