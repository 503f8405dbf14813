"""What a clerk was shown of a case, as small images that are kept with a pending decision.

A second person sees them before the approval, at any machine that has the records.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np

from sigverify.gui.models.examination import Examination, shown_box
from sigverify.gui.models.pictures import ChequePicture
from sigverify.reporting.inks import Picture

CHEQUE: Final = "cheque"
QUESTIONED: Final = "questioned"
SPECIMEN: Final = "specimen"
_MOST_PX: Final = 1600
_SPECIMEN_PX: Final = 600
_QUALITY: Final = 85


def shown_images(found: Examination | None, picture: ChequePicture | None) -> dict[str, bytes]:
    """The cheque, the questioned signature and the specimens, as JPEG files by name.

    Args:
        found: the examination of the case; None without one.
        picture: the cheque; None if it can't be read.
    """
    kept: dict[str, bytes] = {}
    if picture is None:
        return kept
    kept[CHEQUE] = _jpeg(picture.levels[0], most=_MOST_PX)
    if found is None:
        return kept
    box = shown_box(found.case, found=found)
    if box is not None:
        kept[QUESTIONED] = _jpeg(picture.crop(box), most=_SPECIMEN_PX)
    for number, specimen in enumerate(found.specimens, start=1):
        if specimen.picture is not None:
            kept[f"{SPECIMEN}-{number}"] = _jpeg(specimen.picture, most=_SPECIMEN_PX)
    return kept


def read_images(kept: Mapping[str, bytes]) -> dict[str, Picture]:
    """The images of `shown_images` as RGB, those that can't be decoded left out."""
    found: dict[str, Picture] = {}
    for name, content in kept.items():
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        if pixels is not None:
            found[name] = np.ascontiguousarray(pixels[..., ::-1])
    return found


def _jpeg(picture: Picture, *, most: int) -> bytes:
    height, width = picture.shape[:2]
    scale = min(1.0, most / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    settings = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    return bytes(cv2.imencode(".jpg", small[..., ::-1], settings)[1].tobytes())
