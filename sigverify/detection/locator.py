"""The network that finds signatures on cheques."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.detection.candidates import STRIDE, LocatorMaps, Sighting, sight
from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS
from sigverify.imaging.reading.scans import Scan
from sigverify.networks.helper_network import HelperKind, HelperNetwork
from sigverify.paths import shipped_folder

LOCATOR: Final = HelperKind(
    name="locator",
    input_name="canvas",
    input_shape=(1, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH),
    output_shapes={
        "maps": (1, 5, CANVAS_HEIGHT // STRIDE, CANVAS_WIDTH // STRIDE),
        "sheet": (1, 2),
    },
)


class Locator:
    """Finds signatures on cheques. One instance may serve several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the network in a folder.

        Raises:
            ModelError: a file is missing, altered or no locator.
        """
        self._network = HelperNetwork(LOCATOR, folder=folder)
        self.sha256 = self._network.sha256

    def sight(self, scan: Scan) -> Sighting:
        """Whether a scan shows a cheque, and where on it somebody has signed.

        Raises:
            ModelError: the network can't be run.
        """
        return sight(scan.grey, colour=scan.colour, look=self.look)

    def look(self, canvas: NDArray[np.uint8]) -> LocatorMaps:
        """What the network says of a canvas of `ChequeView`.

        Raises:
            ValueError: another shape or type.
            ModelError: the network can't be run.
        """
        if canvas.dtype != np.uint8 or canvas.shape != LOCATOR.input_shape[1:]:
            raise ValueError(f"a canvas of another shape or type: {canvas.shape} {canvas.dtype}")
        maps, sheet = self._network.run(canvas[None].astype(np.float32) / np.float32(255))
        return LocatorMaps(
            confidence=maps[0, 0],
            sides=maps[0, 1:],
            is_cheque=float(sheet[0, 0]),
            upright=float(sheet[0, 1]),
        )


@lru_cache(maxsize=1)
def shipped_locator() -> Locator:
    """The locator that ships with the program.

    Raises:
        ModelError: it is missing or damaged.
    """
    return Locator(shipped_folder("trained") / "locator")
