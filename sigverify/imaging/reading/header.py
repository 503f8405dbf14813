"""The properties of an image before decoding, and the reasons to refuse it."""

from __future__ import annotations

from dataclasses import dataclass

from sigverify.logs.log import NamelessError
from sigverify.reasons import Reason, ReasonCode
from sigverify.wording import english

# A 9000 x 6000 scan (54 million) is accepted, 20,000 x 20,000 is not. Decoders briefly need up to
# 16 bytes a pixel, so this also keeps the process near one gigabyte for any file.
MAX_PIXELS = 60_000_000

# The limit of a row or column: each costs time and memory whatever it contains.
_MAX_SIDE_PX = 100_000

# The bytes that a decoder processes, as a measure of its time: 55 million pixels of colour, so that
# a page of 9000 x 6000 is accepted. Reading and examining noise of that size takes less than two
# seconds of processor time.
MAX_DECODED_BYTES = 165_000_000

# An uncompressed scan of MAX_DECODED_BYTES is 157 MiB; most others are far smaller.
MAX_FILE_BYTES = 256 * 2**20

# Densities that programs write by default: those of a screen, not of a scanner.
_SCREEN_DPI = (72, 96)
_MIN_SCAN_DPI = 75.0
_MAX_SCAN_DPI = 2400.0

SAVE_AGAIN = Reason(ReasonCode.SAVE_AS_IMAGE)
COPY_AGAIN = "Copy or scan the file again."


class Defect(NamelessError):
    """The reason why some bytes are not a usable image, and its remedy."""

    def __init__(self, message: Reason | str, *, remedy: Reason | str = SAVE_AGAIN) -> None:
        """Keep both texts; the caller adds the file's name."""
        super().__init__(english(message))
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, kw_only=True, eq=False)
class ImageHeader:
    """One image inside a file, described from its header alone.

    Attributes:
        width: stored width in pixels, before ``orientation`` is applied.
        height: stored height in pixels, likewise.
        bytes_per_pixel: the bytes that the decoder processes for each pixel; more for an image in
            several passes or of a slow format.
        payload: only the parts of the file that make the pixels: a complete file of the same format
            without text, profiles, previews, other pages and private data, so that none of these
            reaches a decoder.
        orientation: EXIF orientation 1..8.
        dpi: the stated density in dots per inch if it is plausible for a scanner, else None.
        page_count: number of pages in the file.
        inverted: the decoder yields 0 for white.
    """

    width: int
    height: int
    bytes_per_pixel: float
    payload: bytes
    orientation: int = 1
    dpi: float | None = None
    page_count: int = 1
    inverted: bool = False


def check_size(*, width: int, height: int, max_pixels: int, bytes_per_pixel: float = 1.0) -> None:
    """Refuse an image without area or with too large an area.

    Args:
        width: in pixels.
        height: likewise.
        max_pixels: limit on width times height.
        bytes_per_pixel: see `ImageHeader`; a larger number lowers the limit.

    Raises:
        Defect: it is one of these.
    """
    if width <= 0 or height <= 0:
        raise Defect("the image has no area.")
    if max(width, height) > _MAX_SIDE_PX:
        raise Defect(
            f"the image has {width} x {height} pixels; no side may have more than {_MAX_SIDE_PX}.",
            remedy="Cut out the cheque.",
        )
    affordable = MAX_DECODED_BYTES / bytes_per_pixel
    if width * height > min(max_pixels, affordable):
        kind = " for this format" if affordable < max_pixels else ""
        raise Defect(
            f"the image has {width} x {height} pixels; the limit{kind} is "
            f"{min(max_pixels, affordable) / 1e6:.0f} million.",
            remedy="Scan it again at 300 dpi, or cut out the cheque.",
        )


def check_page(page: int, *, page_count: int) -> None:
    """Refuse a page (counted from 0) that the file does not have.

    Raises:
        Defect: there is no such page.
    """
    if page < 0:
        raise Defect("pages are counted from 1.", remedy="Choose another page.")
    if page >= page_count:
        has = "1 page" if page_count == 1 else f"{page_count} pages"
        raise Defect(
            f"the file has {has}; there is no page {page + 1}.", remedy="Choose another page."
        )


def believable_dpi(x: float, y: float) -> float | None:
    """The density of a scan from the two stated ones; None if they are not plausible."""
    if not (_MIN_SCAN_DPI <= x <= _MAX_SCAN_DPI and _MIN_SCAN_DPI <= y <= _MAX_SCAN_DPI):
        return None
    if abs(x - y) > 0.05 * max(x, y) or round(x) in _SCREEN_DPI:
        return None
    return (x + y) / 2
