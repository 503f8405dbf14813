"""Keeps the inks that several chunks of a batch need on the disk while the batch runs.

The embedding cache returns no ink, but the copy check needs it. To avoid decoding and locating an
image twice, the run's folder holds the ink of each image that other chunks need. The folder is
deleted at the end; no permanent cache ever holds an ink.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import cv2
import numpy as np

from sigverify.files import canonical_json, sha256_hex
from sigverify.imaging.arrays import Image
from sigverify.verification.caches.embeddings import CacheKey


class InkFolder:
    """Inks by the key of their embeddings; an ink that can't be kept or read is extracted again."""

    def __init__(self, folder: Path) -> None:
        """Set the folder; the first `put` creates it."""
        self._folder = folder

    def get(self, key: CacheKey) -> Image | None:
        """Return the ink, (h, w) uint8, 0 = paper, 255 = ink; None if it is not kept."""
        try:
            data = np.frombuffer(self._path(key).read_bytes(), np.uint8)
            ink = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
        except (OSError, cv2.error):
            return None
        return None if ink is None else np.asarray(ink, dtype=np.uint8)

    def put(self, key: CacheKey, ink: Image) -> None:
        """Keep an ink, unless it is empty."""
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
