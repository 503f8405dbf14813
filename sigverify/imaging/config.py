"""The preprocessing of a signature, as one record with a hash.

A trained encoder works only with its own preprocessing. Therefore this record has every number that
shapes the network's input. A model's manifest stores the whole record, and its hash ties weights,
preprocessing and calibration together.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sigverify.files import canonical_json, sha256_hex


@dataclass(frozen=True, slots=True, kw_only=True)
class PreprocessingConfig:
    """How a grey crop becomes the network's input.

    Attributes:
        canvas_height: height of the network's input in pixels.
        canvas_width: width of the network's input in pixels.
        margin: empty border inside the canvas in pixels.
        working_height: height in pixels to which the ink is scaled for stroke measurement.
        stroke_width: mean stroke width on the canvas in pixels, for every pen.
        revision: increased by hand when a change of the code changes the result for the same
            numbers.
    """

    canvas_height: int = 160
    canvas_width: int = 320
    margin: int = 4
    stroke_width: float = 3.0
    revision: int = 1

    def as_dict(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return asdict(self)

    def sha256(self) -> str:
        """Hash of the record's canonical JSON, 64 hexadecimal digits."""
        return sha256_hex(canonical_json(self.as_dict()))
