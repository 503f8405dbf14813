"""The detector: from a scan to the signatures on it, and from one of them to its ink.

Two calls: `Detector.detect` finds the signatures, `Detector.extract_ink` cuts one out and keeps
the pen's ink. Both work for whole cheques and for cropped signatures.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections import OrderedDict
from dataclasses import replace
from typing import Final

import numpy as np

from sigverify.detection.crops import CleanedImage, clean_box, clean_image, is_filled
from sigverify.detection.cutout import cut_out
from sigverify.detection.detections import Detection, Detections
from sigverify.detection.ink import SignatureInk, clean_cutout
from sigverify.detection.locator import Locator, shipped_locator
from sigverify.detection.postprocessing import distinct
from sigverify.detection.refinement import refine_box
from sigverify.detection.separator import Separator, shipped_separator
from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.scans import Scan
from sigverify.logs.log import Log, milliseconds_since, short_hash
from sigverify.terms import Box

_LOG: Final = Log(__name__)

# Each move of a box in the window asks again, and clerks go back and forth in the work list.
_KEPT_DETECTIONS: Final = 512

# A cut-out has no right way up, and the locator knows it: whole leaves of four banks have 0.99 or
# more, cut-outs of them with 40 % around the signature at most 0.57.
_CLEARLY_UPRIGHT: Final = 0.9
# The confidence of signatures on an image that is not a cheque: none of them is likelier.
_SEPARATED: Final = 0.8

_Key = tuple[str, int, tuple[int, ...], int]


class Detector:
    """Finds signatures and separates their ink. One instance may serve several threads.

    It caches the detections of the last few hundred scans.
    """

    def __init__(self, *, locator: Locator, separator: Separator) -> None:
        """Use these networks.

        Args:
            locator: finds signatures on cheques.
            separator: separates a signature's ink from print.
        """
        self._locator = locator
        self._separator = separator
        self._kept: OrderedDict[_Key, Detections] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def networks_sha256(self) -> tuple[str, str]:
        """Hashes of the two networks."""
        return self._locator.sha256, self._separator.sha256

    def detect(self, scan: Scan) -> Detections:
        """Whether a scan shows a cheque, and the signatures on it, in boxes fitted to their ink.

        Raises:
            ModelError: a network can't be run.
        """
        # The window rotates scans of one file, so the file's hash alone does not identify a scan.
        pixels = zlib.crc32(np.ascontiguousarray(scan.grey).data)
        key = (scan.sha256, scan.page, scan.grey.shape, pixels)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        started = time.perf_counter()
        found = self._refined(self._located(scan), scan)
        _LOG.debug(
            "detection.done",
            image=short_hash(scan.sha256),
            page=scan.page + 1,
            is_cheque=found.is_cheque,
            found=len(found.found),
            degrees=round(float(found.degrees), 2),
            milliseconds=milliseconds_since(started),
        )
        with self._lock:
            # The cleaned image is as large as the scan and is computed again when it is needed.
            self._kept[key] = replace(found, whole=None)
            if len(self._kept) > _KEPT_DETECTIONS:
                self._kept.popitem(last=False)
        return found

    def extract_ink(self, scan: Scan, *, box: Box | None, detections: Detections) -> SignatureInk:
        """Cut the signature out, upright, and keep its ink.

        Args:
            scan: the scan.
            box: the signature's place, inside the scan; None takes all of it.
            detections: what `detect` found on the scan.

        Raises:
            ModelError: the separator's network can't be run.
        """
        if box is None:
            whole = detections.whole or self._cleaned(scan)
            return whole.signature
        if not detections.is_cheque:
            return clean_box(scan.grey, colour=scan.colour, box=box, separator=self._separator)
        cutout = cut_out(scan.grey, colour=scan.colour, box=box, degrees=detections.degrees)
        started = time.perf_counter()
        cleaned = clean_cutout(cutout, separator=self._separator)
        _LOG.debug(
            "detection.ink_extracted",
            image=short_hash(scan.sha256),
            doubt=round(float(cleaned.doubt), 3),
            touched=round(cleaned.touched, 3),
            milliseconds=milliseconds_since(started),
        )
        return SignatureInk(cutout.grey, cleaned)

    def _located(self, scan: Scan) -> Detections:
        """The locator's detections, unless the image is a cut-out that only looks like a cheque.

        A dense print behind a signature has as many marks as a form.
        """
        found = self._locator.locate(scan)
        if found.is_cheque and not self._is_cutout(scan, found):
            return found
        whole = self._cleaned(scan, paper=found.paper)
        return Detections(
            is_cheque=False,
            found=tuple(Detection(box, _SEPARATED, 0.0) for box in whole.boxes),
            whole=whole,
        )

    def _is_cutout(self, scan: Scan, found: Detections) -> bool:
        """Whether one signature fills a scan that the locator takes for a cheque.

        A cheque without a detection stays one: it is unsigned.
        """
        if not found.found or found.upright >= _CLEARLY_UPRIGHT:
            return False
        return is_filled(scan.grey, colour=scan.colour, separator=self._separator)

    def _cleaned(self, scan: Scan, *, paper: Image | None = None) -> CleanedImage:
        """A scan that is not a cheque, cleaned."""
        return clean_image(scan.grey, colour=scan.colour, separator=self._separator, paper=paper)

    def _refined(self, detections: Detections, scan: Scan) -> Detections:
        """The detections with boxes fitted to the ink, each signature once.

        Of places with a similar confidence the one with the least doubtful ink is the best.
        """
        if not detections.is_cheque or not detections.found:
            return detections
        # Weak detections are not refined: they are no rivals of the best.
        rivals = detections.rivals
        refined = [
            refine_box(one, scan.grey, colour=scan.colour, separator=self._separator)
            for one in rivals
        ]
        refined.sort(key=lambda one: one.evidence, reverse=True)
        others = detections.found[len(rivals) :]
        return replace(detections, found=tuple(distinct([*refined, *others])))


def shipped_detector() -> Detector:
    """A new detector with the networks that ship with the program; those are opened once.

    Raises:
        ModelError: one is missing or damaged.
    """
    return Detector(locator=shipped_locator(), separator=shipped_separator())
