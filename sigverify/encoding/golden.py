"""The golden input of a model: one made-up signature with its canvas and its embedding.

The same weights can give other numbers with another OpenCV or another runtime. Therefore each model
has one image with its canvas and embedding, and is compared with them when it is loaded.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image

# The arrays are small; a larger file is not a golden input.
MAX_UNPACKED_BYTES: Final = 16 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Golden:
    """One made-up signature, from its pixels to its embedding.

    Attributes:
        grey: (h, w) uint8, a made-up signature before cleaning, 0 = black, 255 = white.
        canvas: (H, W) uint8, the network's input for it, 0 = paper, 255 = ink.
        embedding: (R, C, D + 1) float32, the network's output for the canvas.
    """

    grey: Image
    canvas: Image
    embedding: NDArray[np.float32]

    def __post_init__(self) -> None:
        """Refuse arrays of another shape or type.

        Raises:
            ValueError: a shape or a type is not as described above.
        """
        for name, array, dtype, ndim in (
            ("grey", self.grey, np.uint8, 2),
            ("canvas", self.canvas, np.uint8, 2),
            ("embedding", self.embedding, np.float32, 3),
        ):
            if array.dtype != dtype or array.ndim != ndim or array.size == 0:
                raise ValueError(f"{name} is {array.dtype} of shape {array.shape}")

    def to_bytes(self) -> bytes:
        """The arrays as a compressed ``.npz`` file."""
        stream = io.BytesIO()
        np.savez_compressed(stream, grey=self.grey, canvas=self.canvas, embedding=self.embedding)
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Golden:
        """Read the bytes of `to_bytes`. Nothing is unpickled.

        Raises:
            ValueError: not such a file, or arrays of another shape or type.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise ValueError(f"{unpacked} bytes are too many")
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                parts: dict[str, Any] = {name: arrays[name] for name in arrays.files}
            return cls(**parts)
        except (zipfile.BadZipFile, EOFError, KeyError, MemoryError, OSError, TypeError) as error:
            raise ValueError(str(error)) from error
