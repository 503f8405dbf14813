"""The locator: the network that finds signatures on cheques.

`cheque_view` lays the cheque level, the network gives places and sizes of signatures, and
`postprocessing` turns its output into boxes on the scan. If the network finds the cheque upside
down, it runs again on the rotated cheque.

A scan may also be a cropped signature, which is used whole. A scan is a cheque if it has as many
separate marks as a printed form, and if the network also classifies it as a cheque; with fewer
marks the network must be certain of all that it says
(docs/decisions/0007-finding-the-signature.md).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS, view_cheque
from sigverify.detection.detections import Detections
from sigverify.detection.postprocessing import STRIDE, LocatorMaps, detections_of
from sigverify.imaging.arrays import Image
from sigverify.imaging.cleaning import paper_removed, paper_tone
from sigverify.imaging.marks import Marks
from sigverify.imaging.reading.scans import Scan
from sigverify.imaging.resizing import shrunk
from sigverify.imaging.skew import tilt_of_print
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

# A form of any bank has hundreds of separate marks (letters, digits, strokes), a signature a
# few. They are counted on an image of this size. With fewer than this number the scan is a sheet
# with little print, a form whose hatching joins all marks, or a signature. Only if the network is
# as certain as below it is a form: of the 23 clean crops with so many marks that were tried, none
# had an `is_cheque` above 0.04.
MIN_MARKS: Final = 45
_FEWEST_MARKS: Final = 12
_CERTAIN_CHEQUE: Final = 0.95
_CERTAIN_WAY_UP: Final = 0.98
_CERTAIN_PLACE: Final = 0.8
_MARKS_SIDE: Final = 800
_MARK_DARKNESS: Final = 40.0
_MARK_PX: Final = 4
# The network's own classification must reach this, too.
_CHEQUE_FROM: Final = 0.5
# Both orientations are tried if the network is less sure than this.
_SURE_WAY_UP: Final = 0.9


class Locator:
    """Finds signatures on cheques. One instance may serve several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the network in a folder.

        Raises:
            ModelError: a file is missing, altered or no locator.
        """
        self._network = HelperNetwork(LOCATOR, folder=folder)
        self.sha256 = self._network.sha256

    def locate(self, scan: Scan) -> Detections:
        """Whether a scan is a cheque, and the approximate places of its signatures.

        Raises:
            ModelError: the network can't be run.
        """
        grey = scan.grey
        small = shrunk(grey, side=_MARKS_SIDE)
        paper = paper_tone(small)
        no_cheque = Detections(is_cheque=False, paper=paper if small is grey else None)
        marks = Marks.of(paper_removed(small, paper=paper) > _MARK_DARKNESS)
        count = np.count_nonzero(marks.areas() >= _MARK_PX)
        if count < _FEWEST_MARKS:
            return no_cheque
        view = view_cheque(grey, colour=scan.colour, tilt=tilt_of_print(marks))
        maps = self.maps(view.canvas)
        is_cheque = maps.is_cheque
        if maps.upright < _SURE_WAY_UP:
            over = view.turned_over()
            over_maps = self.maps(over.canvas)
            # A cheque is one either way up.
            is_cheque = min(is_cheque, over_maps.is_cheque)
            if over_maps.way_up > maps.way_up:
                view, maps = over, over_maps
        if is_cheque < _CHEQUE_FROM:
            return no_cheque
        if count < MIN_MARKS and not (
            is_cheque >= _CERTAIN_CHEQUE
            and maps.upright >= _CERTAIN_WAY_UP
            and maps.confidence.max() >= _CERTAIN_PLACE
        ):
            return no_cheque
        return Detections(
            is_cheque=True,
            degrees=view.degrees,
            upright=maps.upright,
            found=detections_of(maps, view=view, shape=grey.shape),
        )

    def maps(self, canvas: Image) -> LocatorMaps:
        """The network's output for a canvas of `ChequeView`.

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
