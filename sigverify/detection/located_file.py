"""The signatures found in a file, as JSON and as crops."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from sigverify.detection.detections import Detections, doubt_about
from sigverify.detection.detector import Detector
from sigverify.files import write_atomically
from sigverify.imaging.reading.scans import Scan, read_scan
from sigverify.micr.fields import fields_of
from sigverify.micr.reading import MicrLine, read_line
from sigverify.reasons import Reason
from sigverify.wording import english

# Of a file's name, in the names of its crops.
_MAX_STEM: Final = 60
_HASH_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocatedFile:
    """The detections of a file.

    Attributes:
        path: the file.
        scan: its first page.
        detections: of that page.
        line: its MICR line; None if it is no cheque or none can be read.
    """

    path: Path
    scan: Scan
    detections: Detections
    line: MicrLine | None = None

    @property
    def doubt(self) -> Reason | None:
        """Why a person should check the best box; None if there is no reason or no box."""
        if not self.detections.found:
            return None
        height, width = self.scan.grey.shape
        return doubt_about(self.detections.found, width=width, height=height)

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values, as documented in the user guide."""
        doubt = self.doubt
        return {
            "path": str(self.path),
            "sha256": self.scan.sha256,
            "cheque": self.detections.is_cheque,
            "degrees": round(self.detections.degrees, 1),
            "signatures": [
                {
                    "box": {"x": found.box.x, "y": found.box.y, "w": found.box.w, "h": found.box.h},
                    "confidence": round(found.confidence, 4),
                }
                for found in self.detections.found
            ],
            "check_box": None if doubt is None else english(doubt),
            "check_box_code": None if doubt is None else doubt.as_json(),
            "micr": None if self.line is None else _line_json(self.line),
        }


def _line_json(line: MicrLine) -> dict[str, Any]:
    fields = fields_of(line)
    return {
        "text": line.text,
        "font": line.font.value,
        "confidence": round(line.confidence, 3),
        "cheque": fields.cheque_number,
        "sort_code": fields.sort_code,
        "account": fields.account,
        "account_id": fields.account_id,
        "amount_cents": fields.amount_cents,
    }


def locate_file(path: Path, *, detector: Detector) -> LocatedFile:
    """Find the signatures on the first page of a file, and read the MICR line of a cheque.

    Args:
        path: the file.
        detector: finds them.

    Raises:
        MissingFileError: nothing is there, or a folder is.
        UnreadableFileError: the file is not a usable image.
        ModelError: the network that finds signatures is missing or damaged.
    """
    scan = read_scan(path)
    detections = detector.detect(scan)
    line = None
    if detections.is_cheque:
        upright = np.rot90(scan.grey, -round(detections.degrees / 90))
        line = read_line(np.ascontiguousarray(upright))
    return LocatedFile(path=path, scan=scan, detections=detections, line=line)


def write_crops(found: LocatedFile, *, folder: Path, detector: Detector) -> list[Path]:
    """Write the pixels of each box unchanged, and its ink upright, as PNG files.

    Args:
        found: the signatures in a file.
        folder: where the crops are written.
        detector: separates their ink.

    Returns:
        The files, named after the cheque, a part of its hash and the place of the box.

    Raises:
        OutputError: a file can't be written.
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", found.path.stem)[:_MAX_STEM].strip("_") or "cheque"
    name = f"{stem}-{found.scan.sha256[:_HASH_DIGITS]}"
    picture = found.scan.grey if found.scan.colour is None else found.scan.colour
    written: list[Path] = []
    for number, detection in enumerate(found.detections.found, start=1):
        box = detection.box
        ink = detector.extract_ink(found.scan, box=box, detections=found.detections).pen.ink
        pixels = picture[box.y : box.y + box.h, box.x : box.x + box.w]
        for what, image in (("pixels", pixels), ("ink", 255 - ink)):
            target = folder / f"{name}-{number}-{what}.png"
            write_atomically(target, cv2.imencode(".png", image)[1].tobytes(), private=True)
            written.append(target)
    return written
