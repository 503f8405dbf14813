"""Assessment of an image as a specimen for the register; no network is trained for a signatory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sigverify.imaging.reading.scans import decode_scan
from sigverify.records.register.specimen_changes import NewSpecimen
from sigverify.terms import Box
from sigverify.verification.verifier import Verifier


def assess(
    image: bytes,
    *,
    name: str,
    verifier: Verifier,
    first_day: date,
    last_day: date | None = None,
    page: int = 0,
    box: Box | None = None,
) -> NewSpecimen:
    """Assess an image as a specimen, in the same way as for a comparison.

    Args:
        image: the file's bytes.
        name: its name in messages.
        verifier: prepares the specimen in the same way as for a comparison.
        first_day: first day on which the specimen is valid.
        last_day: last day on which it is valid; None for no end.
        page: of the file, counted from 0.
        box: the signature's box; with None the locator detects the signature on a cheque, and any
            other image is used whole.

    Raises:
        UnreadableFileError: the file is not a usable image.
        UsageError: the box lies outside the image.
    """
    scan = decode_scan(image, name=name, page=page)
    prepared = verifier.prepare_scan(scan, path=Path(name), page=page, box=box)
    return NewSpecimen(
        image=image,
        pixels_sha256=prepared.pixels_sha256,
        page=page,
        box=prepared.box,
        quality=prepared.quality,
        first_day=first_day,
        last_day=last_day,
    )
