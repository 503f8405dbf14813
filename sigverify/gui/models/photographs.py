"""Signatures as photographed, kept for as long as they are likely to be shown again."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

import cv2
import numpy as np

from sigverify.detection.cutout import bounded, cut_out
from sigverify.errors import SigVerifyError
from sigverify.gui.models.account_examiner import AccountExaminer
from sigverify.gui.models.cases.case import file_and_page
from sigverify.gui.models.originals import Photograph
from sigverify.gui.models.pictures import read_page
from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.scans import Scan
from sigverify.terms import Box
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier

_KEPT: Final = 40
# Mean difference of grey levels up to which a part in colour is the same as one in grey.
_SAME_LEVELS: Final = 12.0


class Photographs:
    """Cuts signatures out as photographed. Used by one thread at a time."""

    def __init__(self, verifier: Verifier, *, accounts: AccountExaminer) -> None:
        """Begin without any.

        Args:
            verifier: cuts signatures out.
            accounts: reads the specimens of the register.
        """
        self._verifier = verifier
        self._accounts = accounts
        self._kept: OrderedDict[int, tuple[PreparedSignature, Photograph]] = OrderedDict()

    def pair(
        self, questioned: tuple[PreparedSignature, Scan | None], reference: PreparedSignature
    ) -> tuple[Photograph, Photograph] | None:
        """A questioned signature and a specimen; None if one has no ink or its image is gone.

        Args:
            questioned: the signature with the image that it was prepared from.
            reference: the specimen.
        """
        signature, source = questioned
        if source is None or signature.ink.size == 0 or reference.ink.size == 0:
            return None
        try:
            return (
                self._photograph(signature, source),
                self._photograph(reference, self._specimen(reference)),
            )
        except SigVerifyError:
            return None

    def _specimen(self, reference: PreparedSignature) -> Scan:
        if reference.specimen is not None:
            return self._accounts.scan(reference)
        file, page = file_and_page(reference.path)
        return read_page(file, page=page)

    def _photograph(self, signature: PreparedSignature, scan: Scan) -> Photograph:
        known = self._kept.get(id(signature))
        # The signature is kept beside it, so that no other one has its identity.
        if known is not None and known[0] is signature:
            return known[1]
        separated = self._verifier.separated(scan, box=signature.box)
        ink = separated.pen.ink
        left, top, width, height = cv2.boundingRect((ink > 0).view(np.uint8))
        made = Photograph(
            picture=_coloured(separated.grey, scan, box=signature.box),
            ink_at=(int(left), int(top)),
            ink=ink[top : top + height, left : left + width].copy(),
        )
        self._kept[id(signature)] = (signature, made)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made


def _coloured(grey: Image, scan: Scan, *, box: Box | None) -> Image:
    """A cut-out in the colours of its scan, where they can be found; else in grey.

    Args:
        grey: (h, w) uint8, the cut-out.
        scan: the scan that it was cut out of.
        box: the signature's place on the scan; None for all of it.

    Returns:
        (h, w, 3) uint8 BGR.
    """
    if scan.colour is not None:
        parts = [bounded(scan.colour)]
        if box is not None:
            parts = [
                bounded(scan.colour[box.y : box.y + box.h, box.x : box.x + box.w]),
                *(_cut(scan, box, degrees) for degrees in (0.0, 90.0, 180.0, 270.0)),
            ]
        for part in parts:
            if part.shape[:2] != grey.shape:
                continue
            off = cv2.absdiff(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), grey).mean()
            if off < _SAME_LEVELS:
                return part
    return np.repeat(grey[..., None], 3, axis=2)


def _cut(scan: Scan, box: Box, degrees: float) -> Image:
    cutout = cut_out(scan.grey, colour=scan.colour, box=box, degrees=degrees)
    return cutout.grey if cutout.colour is None else cutout.colour
