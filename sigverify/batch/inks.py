"""Inks that several chunks of a batch need, on the disk while it runs.

Embeddings come back from their cache without the ink, but the search for copies wants it. So that
no picture has to be decoded and located twice, the ink of those that other chunks need lies in the
folder of the run, which is deleted at the end, and never in a cache that stays.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import cv2
import numpy as np

from sigverify.files import canonical_json, sha256_hex
from sigverify.imaging.arrays import Image
from sigverify.verification.embedding_cache import CacheKey


class InkFolder:
    """Inks by the key of their embeddings. What can't be kept or read is made again."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when there is something to keep."""
        self._folder = folder

    def get(self, key: CacheKey) -> Image | None:
        """The ink, (h, w) uint8, 0 = paper, 255 = ink; None if it is not there."""
        try:
            data = np.frombuffer(self._path(key).read_bytes(), np.uint8)
            ink = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
        except (OSError, cv2.error):
            return None
        return None if ink is None else np.asarray(ink, dtype=np.uint8)

    def put(self, key: CacheKey, ink: Image) -> None:
        """Keep an ink that is not empty."""
        path = self._path(key)
        temporary = path.with_suffix(f".{os.getpid()}")
        _, data = cv2.imencode(".png", ink, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.write_bytes(data.tobytes())
            temporary.replace(path)

    def _path(self, key: CacheKey) -> Path:
        box = key.box and [key.box.x, key.box.y, key.box.w, key.box.h]
        name = sha256_hex(canonical_json([key.image_sha256, key.page, box]))
        # A folder of a hundred thousand files is slow on some systems.
        return self._folder / name[:2] / f"{name}.png"
