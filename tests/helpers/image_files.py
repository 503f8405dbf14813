"""Small files of every format and kind of pixel."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
from PIL import Image

from sigverify.imaging.reading.scans import Scan, decode_scan

WIDTH, HEIGHT = 80, 60


def made_up() -> Image.Image:
    """Blue ink on white with a black corner: no two of its eight poses look alike."""
    pixels = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    pixels[10:30, 5:50] = (20, 40, 200)
    pixels[40:, 60:] = 0
    return Image.fromarray(pixels)


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, format=file_format, **options)
    return stream.getvalue()


def decoded(data: bytes, *, page: int = 0) -> Scan:
    return decode_scan(data, name="made-up", page=page)


def bilevel() -> Image.Image:
    return made_up().convert("L").point(lambda level: 255 * (level > 128)).convert("1")


def sixteen_bit(*, top: int = 65535) -> Image.Image:
    grey = np.asarray(made_up().convert("L")).astype(np.uint32)
    return Image.fromarray((grey * top // 255).astype(np.uint16))


def tiff_page(order: str, samples: bytes, tags: dict[int, int], *, following: int = 0) -> bytes:
    """A TIFF file with one directory of single LONG values, behind its samples."""
    mark = b"II" if order == "<" else b"MM"
    head = mark + struct.pack(order + "HI", 42, 8 + len(samples))
    rows = b"".join(struct.pack(order + "HHII", tag, 4, 1, tags[tag]) for tag in sorted(tags))
    return (
        head
        + samples
        + struct.pack(order + "H", len(tags))
        + rows
        + struct.pack(order + "I", following)
    )


RGB = made_up()
GREY = np.asarray(RGB.convert("L"))
BGR = np.asarray(RGB)[..., ::-1]
BLACK_AND_WHITE = np.where(np.asarray(bilevel()), 255, 0).astype(np.uint8)

# Name, bytes, format, whether it has colour, largest mean error in grey levels.
FILES: dict[str, tuple[bytes, str, bool, float]] = {
    "png": (saved(RGB, "PNG"), "PNG", True, 0),
    "png grey": (saved(RGB.convert("L"), "PNG"), "PNG", False, 0),
    "png palette": (saved(RGB.quantize(8), "PNG"), "PNG", True, 2),
    "png grey palette": (saved(RGB.convert("L").quantize(8), "PNG"), "PNG", False, 2),
    "png alpha": (saved(RGB.convert("RGBA"), "PNG"), "PNG", True, 0),
    "png grey alpha": (saved(RGB.convert("LA"), "PNG"), "PNG", False, 0),
    "png 16 bit": (saved(sixteen_bit(), "PNG"), "PNG", False, 0),
    "png 12 bit in 16": (saved(sixteen_bit(top=4095), "PNG"), "PNG", False, 0.6),
    "jpeg": (saved(RGB, "JPEG", quality=95), "JPEG", True, 2),
    "jpeg grey": (saved(RGB.convert("L"), "JPEG", quality=95), "JPEG", False, 2),
    "jpeg progressive": (saved(RGB, "JPEG", quality=95, progressive=True), "JPEG", True, 2),
    "jpeg cmyk": (saved(RGB.convert("CMYK"), "JPEG", quality=95), "JPEG", True, 2),
    "webp": (saved(RGB, "WEBP", quality=95), "WEBP", True, 2),
    "webp lossless": (saved(RGB, "WEBP", lossless=True), "WEBP", True, 0),
    "webp alpha": (saved(RGB.convert("RGBA"), "WEBP", lossless=True), "WEBP", True, 0),
    "bmp": (saved(RGB, "BMP"), "BMP", True, 0),
    "bmp grey": (saved(RGB.convert("L"), "BMP"), "BMP", False, 0),
    "bmp palette": (saved(RGB.quantize(8), "BMP"), "BMP", True, 2),
    "tiff": (saved(RGB, "TIFF"), "TIFF", True, 0),
    "tiff lzw": (saved(RGB, "TIFF", compression="tiff_lzw"), "TIFF", True, 0),
    "tiff deflate": (saved(RGB, "TIFF", compression="tiff_adobe_deflate"), "TIFF", True, 0),
    "tiff packbits": (saved(RGB, "TIFF", compression="packbits"), "TIFF", True, 0),
    "tiff jpeg": (saved(RGB, "TIFF", compression="jpeg", quality=95), "TIFF", True, 2),
    "tiff big": (saved(RGB, "TIFF", big_tiff=True), "TIFF", True, 0),
    "tiff alpha": (saved(RGB.convert("RGBA"), "TIFF"), "TIFF", True, 0),
    "tiff cmyk": (saved(RGB.convert("CMYK"), "TIFF", compression="tiff_lzw"), "TIFF", True, 1),
    "tiff ycbcr": (saved(RGB.convert("YCbCr"), "TIFF"), "TIFF", True, 1),
    "tiff palette": (saved(RGB.quantize(8), "TIFF"), "TIFF", True, 2),
    "tiff 16 bit": (saved(sixteen_bit(), "TIFF"), "TIFF", False, 0),
    "tiff 16 bit lzw": (saved(sixteen_bit(), "TIFF", compression="tiff_lzw"), "TIFF", False, 0),
}
