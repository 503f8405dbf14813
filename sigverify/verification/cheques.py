"""From a scan to the ink of the signature on it, be it a cheque or a signature alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.cutout import cut_out
from sigverify.imaging.locating import Sighting
from sigverify.imaging.reading import Scan
from sigverify.terms import Box

Image = NDArray[np.uint8]


def cut_and_clean(scan: Scan, *, box: Box | None, sighting: Sighting) -> tuple[Image, Image]:
    """Cut the signature out, upright, and keep its ink.

    Args:
        scan: the picture.
        box: the signature's place, inside the picture; None takes all of it.
        sighting: what the picture shows.

    Returns:
        (h, w) uint8 grey, 0 = black, 255 = white, and (h, w) uint8 ink, 0 = paper, 255 = ink.
    """
    if box is None:
        return scan.grey, clean_crop(scan.grey)
    if not sighting.is_cheque:
        grey = scan.grey[box.y : box.y + box.h, box.x : box.x + box.w]
        return grey, clean_crop(grey)
    cutout = cut_out(scan.grey, colour=scan.colour, box=box, degrees=sighting.degrees)
    core = cutout.core
    grey = cutout.grey[core.y : core.y + core.h, core.x : core.x + core.w]
    return grey, clean_crop(grey)
