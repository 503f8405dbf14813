"""Reads files to pixels; the only way for images into the program.

No file is trusted. The format is recognised by content. Framing, size and page are checked on the
header (``containers``, ``tiff``). Only then does a decoder get the parts that make the pixels.
Pillow decodes raster formats, pdfium PDF pages (docs/decisions/0002-reading-images.md).
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.ImageFile import ImageFile

from sigverify.errors import UnreadableFileError
from sigverify.files import about_file, read_bytes, sha256_hex
from sigverify.imaging.reading.containers import inspect, recognised_format
from sigverify.imaging.reading.decoder_messages import decoder_messages
from sigverify.imaging.reading.header import (
    COPY_AGAIN,
    MAX_FILE_BYTES,
    MAX_PIXELS,
    SAVE_AGAIN,
    Defect,
    ImageHeader,
)
from sigverify.imaging.reading.pdf import render_page
from sigverify.logs.log import Log, milliseconds_since, short_hash
from sigverify.reasons import Reason, ReasonCode

_LOG: Final = Log(__name__)

# Pillow's plugins, each imported when an image of its format is read. They are called directly,
# because Image.open would try other formats, and its warning about large images can't be switched
# off for a single thread.
DECODERS: dict[str, str] = {
    "PNG": "PngImageFile",
    "JPEG": "JpegImageFile",
    "TIFF": "TiffImageFile",
    "BMP": "BmpImageFile",
    "WEBP": "WebPImageFile",
}

# Images are converted to arrays in bands of about this many pixels: a band stays in the processor's
# cache, and a large scan is never in memory twice.
BAND_PIXELS = 2**17
# A smaller image in colour is converted as a whole, which is faster.
WHOLE_PIXELS = 2**22

_GREY_MODES = frozenset({"1", "L", "LA", "La"})
_DEEP_MODES = frozenset({"I", "I;16", "I;16B", "I;16L"})
_ALPHA_MODES = frozenset({"LA", "La", "PA", "RGBA", "RGBa"})
_MAX_12_BIT, _MAX_16_BIT = 4095, 65535


@dataclass(frozen=True, eq=False)
class Scan:
    """One page as a viewer shows it: upright according to its EXIF data, and on white.

    Attributes:
        grey: (H, W) uint8, 0 = black, 255 = white.
        colour: (H, W, 3) uint8 BGR, None where the file has no colour.
        dpi: stated density in dots per inch; None if none is stated or it is not plausible for a
            scan (programs write 72 or 96 by default).
        page: the page, counted from 0.
        page_count: number of pages in the file.
        sha256: hash of the file's bytes.
        format: PNG, JPEG, TIFF, BMP, WEBP or PDF.
    """

    grey: NDArray[np.uint8]
    colour: NDArray[np.uint8] | None
    dpi: float | None
    page: int
    page_count: int
    sha256: str
    format: str


def read_scan(path: Path, *, page: int = 0, max_pixels: int = MAX_PIXELS) -> Scan:
    """Read one page of an image file.

    Args:
        path: the file; its extension does not matter.
        page: the page, counted from 0 (TIFF and PDF).
        max_pixels: refuse larger pictures before decoding them.

    Raises:
        MissingFileError: nothing is there, or a folder is.
        UnreadableFileError: the file is not a usable image; the message says why.
    """
    data = read_bytes(path, max_bytes=MAX_FILE_BYTES)
    return decode_scan(data, name=str(path), page=page, max_pixels=max_pixels)


def decode_scan(data: bytes, *, name: str, page: int = 0, max_pixels: int = MAX_PIXELS) -> Scan:
    """Decode one page of an image file's bytes. Safe to call from several threads.

    Args:
        data: the whole file.
        name: what to call it in an error message.
        page: the page, counted from 0 (TIFF and PDF).
        max_pixels: refuse larger pictures before decoding them.

    Raises:
        UnreadableFileError: the bytes are not a usable image; the message says why.
    """
    started = time.perf_counter()
    try:
        scan = _decode(data, page=page, max_pixels=max_pixels)
    except Defect as defect:
        raise UnreadableFileError(
            about_file(name, defect.message), remedy=defect.remedy
        ) from defect
    except MemoryError as error:
        raise UnreadableFileError(
            about_file(name, "there is not enough memory for it."), remedy="Close other programs."
        ) from error
    except Exception as error:  # decoders raise all kinds of exceptions on a damaged file
        raise UnreadableFileError(
            about_file(name, "the file is damaged or of an unusual kind."), remedy=SAVE_AGAIN
        ) from error
    height, width = scan.grey.shape
    _LOG.debug(
        "image.read",
        image=short_hash(scan.sha256),
        format=scan.format,
        page=page + 1,
        pages=scan.page_count,
        width=width,
        height=height,
        milliseconds=milliseconds_since(started),
    )
    return scan


def _decode(data: bytes, *, page: int, max_pixels: int) -> Scan:
    """``decode_scan``, but raises ``Defect`` or any exception of a decoder."""
    if not data:
        raise Defect("the file is empty.", remedy=COPY_AGAIN)
    if len(data) > MAX_FILE_BYTES:
        raise Defect(f"larger than the limit of {MAX_FILE_BYTES // 2**20} MiB.")
    file_format = recognised_format(data)
    if file_format is None:
        raise Defect(Reason(ReasonCode.NOT_AN_IMAGE))
    if file_format == "PDF":
        rendered = render_page(data, page=page, max_pixels=max_pixels)
        grey, colour = _split_colour(rendered.pixels)
        dpi: float | None = rendered.dpi
        page_count = rendered.page_count
    else:
        picture = inspect(data, file_format=file_format, page=page, max_pixels=max_pixels)
        grey, colour = _decode_raster(picture, file_format=file_format)
        dpi = picture.dpi
        page_count = picture.page_count
    return Scan(
        grey=grey,
        colour=colour,
        dpi=dpi,
        page=page,
        page_count=page_count,
        sha256=sha256_hex(data),
        format=file_format,
    )


def _split_colour(
    pixels: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """Grey and BGR of a rendered page; no BGR if all three channels are equal."""
    blue, green, red = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    if np.array_equal(blue, green) and np.array_equal(green, red):
        return np.ascontiguousarray(green), None
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8), pixels


def _decode_raster(
    picture: ImageHeader, *, file_format: str
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """Decode with Pillow and turn upright; returns grey and, if there is any, colour."""
    name = DECODERS[file_format]
    plugin = import_module(f"PIL.{name.removesuffix('File')}Plugin")
    decoder: type[ImageFile] = getattr(plugin, name)
    with decoder(BytesIO(picture.payload)) as image:
        if image.size != (picture.width, picture.height):
            raise Defect("the file contradicts itself about its size.")
        listening: AbstractContextManager[list[str]] = (
            decoder_messages() if file_format == "TIFF" else nullcontext([])
        )
        with listening as complaints:
            image.load()
        if complaints:  # the decoder fills in the rows that it can't decode
            raise Defect("the file is damaged.", remedy=COPY_AGAIN) from OSError(complaints[0])
        if image.mode in _DEEP_MODES:
            grey, colour = _grey_of_deep(image, inverted=picture.inverted), None
        else:
            grey, colour = _arrays(image)
    grey = _upright(grey, orientation=picture.orientation)
    return grey, None if colour is None else _upright(colour, orientation=picture.orientation)


def _grey_of_deep(image: Image.Image, *, inverted: bool) -> NDArray[np.uint8]:
    """Grey of an image of more than 8 bits a pixel.

    Many scanners store 12-bit samples in 16 bits without declaring it; such an image would become
    nearly black. If every sample fits into 12 bits, the samples are read as 12-bit ones.
    """
    deep = np.asarray(image)
    low, high = int(deep.min()), int(deep.max())
    if low < 0 or high > _MAX_16_BIT:
        raise Defect("the image has more than 16 bits a pixel.")
    full = _MAX_12_BIT if high <= _MAX_12_BIT else _MAX_16_BIT
    samples = deep.astype(np.uint16, copy=False)
    grey = np.asarray(cv2.convertScaleAbs(samples, alpha=255.0 / full), dtype=np.uint8)
    return 255 - grey if inverted else grey


def _arrays(image: Image.Image) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """Grey and, if there is colour, BGR of a loaded 8-bit image, on white."""
    width, height = image.size
    see_through = image.mode in _ALPHA_MODES or "transparency" in image.info
    coloured = _has_colour(image)
    if image.mode == "RGB" and not see_through and width * height <= WHOLE_PIXELS:
        pixels = np.frombuffer(image.tobytes("raw", "BGR"), np.uint8).reshape(height, width, 3)
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8), pixels
    grey = np.empty((height, width), dtype=np.uint8)
    colour = np.empty((height, width, 3), dtype=np.uint8) if coloured else None
    mode = ("RGB" if coloured else "L") + ("A" if see_through else "")
    rows = max(BAND_PIXELS // width, 1)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        whole = top == 0 and bottom == height
        band = image if whole else image.crop((0, top, width, bottom))
        pixels = np.asarray(band if band.mode == mode else band.convert(mode))
        if see_through:
            pixels = _on_white(pixels)
        if colour is None:
            grey[top:bottom] = pixels
        else:
            cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR, colour[top:bottom])
            cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY, grey[top:bottom])
    return grey, colour


def _has_colour(image: Image.Image) -> bool:
    """Whether an image can contain colours other than grey."""
    if image.mode in _GREY_MODES:
        return False
    palette = image.getpalette("RGB") if image.mode in ("P", "PA") else None
    if palette is None:
        return True
    red, green, blue = np.asarray(palette, dtype=np.uint8).reshape(-1, 3).T
    return not (np.array_equal(red, green) and np.array_equal(green, blue))


def _on_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W, 2 or 4) with alpha last to (H, W) or (H, W, 3), laid on white paper."""
    *levels, alpha = cv2.split(pixels)
    # Subtracts the darkness, times alpha, from white. No product of two bytes is near half of 255,
    # so each is rounded as if it were exact. Eight times as fast as in numpy.
    opaque = [255 - cv2.multiply(255 - level, alpha, scale=1 / 255) for level in levels]
    return np.asarray(opaque[0] if len(opaque) == 1 else cv2.merge(opaque), dtype=np.uint8)


def _upright(pixels: NDArray[np.uint8], *, orientation: int) -> NDArray[np.uint8]:
    """Undo the camera's orientation (EXIF 2.32, tag 274)."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    # The flips that remain after the transposition, if any.
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)
