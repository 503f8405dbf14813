"""The image of a specimen that waits for a second person, beside the signatory's others."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from sigverify.errors import RecordsError
from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.scans import decode_scan
from sigverify.records.database import Records
from sigverify.records.register.accounts import find_account, image_bytes
from sigverify.records.register.people import has_account
from sigverify.records.waiting_changes import WaitingChange
from sigverify.terms import Box

_HEIGHT: Final = 240
_WIDTH: Final = 900
_GAP: Final = 12
_MOST: Final = 8


def specimen_picture(change: WaitingChange, *, records: Records) -> bytes:
    """A PNG file: the new specimen on top, below it those that the signatory has.

    Raises:
        RecordsError: the change adds no specimen, or its image was purged.
        UnreadableFileError: the image can't be read.
    """
    step = next((values for name, values in change.steps if name == "specimen"), None)
    if step is None or change.image is None:
        raise RecordsError(
            f"Change {change.seq} has no image.", remedy="Leave out --picture to see its values."
        )
    box = None if step["box"] is None else Box(*step["box"])
    tiles = [_tile(change.image, page=step["page"], box=box)]
    number = change.account or ""
    with records.reading() as connection:
        known = has_account(connection, number)
        signatory = find_account(connection, number).signatory(step["name"]) if known else None
        kept = [] if signatory is None else [one for one in signatory.specimens if one.kept]
        for one in kept[-_MOST:]:
            data = image_bytes(connection, one.image_sha256, vault=records.vault)
            tiles.append(_tile(data, page=one.page, box=one.box))
    line = np.zeros((_GAP // 3, _WIDTH), np.uint8)
    below = [part for tile in tiles[1:] for part in (line, tile)]
    return cv2.imencode(".png", np.vstack([tiles[0], *below]))[1].tobytes()


def _tile(data: bytes, *, page: int, box: Box | None) -> Image:
    """A signature in a frame of fixed size, (H, W) uint8."""
    grey = decode_scan(data, name="", page=page).grey
    if box is not None:
        grey = grey[box.y : box.y + box.h, box.x : box.x + box.w]
    inner_height, inner_width = _HEIGHT - 2 * _GAP, _WIDTH - 2 * _GAP
    scale = min(inner_width / grey.shape[1], inner_height / grey.shape[0])
    size = (max(1, int(grey.shape[1] * scale)), max(1, int(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    tile = np.full((_HEIGHT, _WIDTH), 255, np.uint8)
    tile[_GAP : _GAP + size[1], _GAP : _GAP + size[0]] = small
    return tile
