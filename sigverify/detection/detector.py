"""From a scan to the ink of the signature on it, be it a cheque or a signature alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.candidates import RIVAL_SHARE, Sighting, distinct, doubt_about
from sigverify.detection.cutout import bounded, cut_out
from sigverify.detection.ink import clean_cutout
from sigverify.detection.locator import shipped_locator
from sigverify.detection.refinement import hug
from sigverify.detection.separator import shipped_separator
from sigverify.files import write_atomically
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.reading.scans import Scan, read_scan
from sigverify.terms import Box

# Of a file's name, in the names of its crops.
_MAX_STEM: Final = 60
_HASH_DIGITS: Final = 8

Image = NDArray[np.uint8]


# What was seen on scans that are still in use: whoever corrects a box by hand asks again at each
# move, and seeing takes longer than all that follows.
_SEEN: Final[WeakKeyDictionary[Scan, Sighting]] = WeakKeyDictionary()


def see(scan: Scan) -> Sighting:
    """Whether a scan shows a cheque, and the signatures on it, in boxes that hug their ink.

    Raises:
        ModelError: a network is missing or damaged.
    """
    found = _SEEN.get(scan)
    if found is None:
        found = _SEEN[scan] = _seen_now(scan)
    return found


def _seen_now(scan: Scan) -> Sighting:
    sighting = shipped_locator().sight(scan)
    if not sighting.candidates:
        return sighting
    # The faint ones are not worth the time: they are no rivals of the best.
    least = RIVAL_SHARE * sighting.candidates[0].confidence
    hugged = [
        hug(candidate, scan.grey, colour=scan.colour, separate=shipped_separator())
        if candidate.confidence >= least
        else candidate
        for candidate in sighting.candidates
    ]
    return replace(sighting, candidates=tuple(distinct(hugged)))


class Signature(NamedTuple):
    """A signature cut out of a scan.

    Attributes:
        grey: (h, w) uint8, upright, 0 = black, 255 = white.
        ink: (h, w) uint8 of the same place, 0 = paper, 255 = ink.
        doubt: see `PenInk`; 0 where no print had to be told from ink.
    """

    grey: Image
    ink: Image
    doubt: float


def cut_and_clean(scan: Scan, *, box: Box | None, sighting: Sighting) -> Signature:
    """Cut the signature out, upright, and keep its ink.

    Args:
        scan: the picture.
        box: the signature's place, inside the picture; None takes all of it.
        sighting: what the picture shows.

    Raises:
        ModelError: the network that tells ink from print is missing or damaged.
    """
    if box is None:
        grey = bounded(scan.grey)
        return Signature(grey, clean_crop(grey, paper=sighting.paper), 0.0)
    if not sighting.is_cheque:
        grey = bounded(scan.grey[box.y : box.y + box.h, box.x : box.x + box.w])
        return Signature(grey, clean_crop(grey), 0.0)
    cutout = cut_out(scan.grey, colour=scan.colour, box=box, degrees=sighting.degrees)
    found = clean_cutout(cutout, separate=shipped_separator())
    return Signature(cutout.grey, found.ink, found.doubt)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocatedFile:
    """What was found in a file.

    Attributes:
        path: the file.
        scan: its first page.
        sighting: what it shows.
    """

    path: Path
    scan: Scan
    sighting: Sighting

    @property
    def doubt(self) -> str | None:
        """Why a person should check the best box; None where nothing is wrong or there is none."""
        if not self.sighting.candidates:
            return None
        height, width = self.scan.grey.shape
        return doubt_about(self.sighting.candidates, width=width, height=height)

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values, as documented in the user guide."""
        return {
            "path": str(self.path),
            "sha256": self.scan.sha256,
            "cheque": self.sighting.is_cheque,
            "degrees": round(self.sighting.degrees, 1),
            "signatures": [
                {
                    "box": {"x": found.box.x, "y": found.box.y, "w": found.box.w, "h": found.box.h},
                    "confidence": round(found.confidence, 4),
                }
                for found in self.sighting.candidates
            ],
            "check_box": self.doubt,
        }


def locate_file(path: Path) -> LocatedFile:
    """Find the signatures on the first page of a file.

    Raises:
        MissingFileError: nothing is there, or a folder is.
        UnreadableFileError: the file is not a picture that can be used.
        ModelError: the network that finds signatures is missing or damaged.
    """
    scan = read_scan(path)
    return LocatedFile(path=path, scan=scan, sighting=see(scan))


def write_crops(found: LocatedFile, *, folder: Path) -> list[Path]:
    """Write each box's pixels as they are, and its ink upright, as PNG files.

    Returns:
        The files, named after the cheque, a part of its hash and the place of the box.

    Raises:
        OutputError: a file can't be written.
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", found.path.stem)[:_MAX_STEM].strip("_") or "cheque"
    name = f"{stem}-{found.scan.sha256[:_HASH_DIGITS]}"
    picture = found.scan.grey if found.scan.colour is None else found.scan.colour
    written: list[Path] = []
    for number, candidate in enumerate(found.sighting.candidates, start=1):
        box = candidate.box
        ink = cut_and_clean(found.scan, box=box, sighting=found.sighting).ink
        pixels = picture[box.y : box.y + box.h, box.x : box.x + box.w]
        for what, image in (("pixels", pixels), ("ink", 255 - ink)):
            target = folder / f"{name}-{number}-{what}.png"
            write_atomically(target, cv2.imencode(".png", image)[1].tobytes())
            written.append(target)
    return written
