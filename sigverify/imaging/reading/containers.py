"""Checks PNG, JPEG, BMP and WebP without decoding: size, completeness, orientation.

Decoders of these formats are lenient: they decode a truncated file to a half-grey image, and
allocate memory for any stated size. Therefore the file's framing is checked first. Other data in
the file (EXIF, text, colour profiles, previews) are dropped; only the EXIF orientation and the
density are kept.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable

from sigverify.imaging.reading.header import (
    COPY_AGAIN,
    SAVE_AGAIN,
    Defect,
    ImageHeader,
    believable_dpi,
    check_page,
    check_size,
)
from sigverify.imaging.reading.tiff import exif_pose, inspect_tiff

_INCH_M = 0.0254

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PIXEL_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_MAX_PNG_CHUNKS = 2**18
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 4, 6: 4}  # by colour type; grey with alpha becomes colour

# In entropy-coded data 0xFF is followed by 0 or by a restart marker (ISO/IEC 10918-1, B.1.1.5).
_JPEG_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_JPEG_SEGMENT = re.compile(rb"\xff+[^\xff]", re.DOTALL)  # any number of fill bytes is allowed
_JPEG_SIZES = frozenset(set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC})
_JPEG_PROCESSES = (0xC0, 0xC1, 0xC2)  # no lossless, arithmetic or differential coding
_JPEG_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
_MAX_JPEG_SEGMENTS = 10_000
# A progressive file has about ten scans, one with four channels 18. Each scan covers the whole
# image, so a few kilobytes of empty scans would keep a decoder busy for minutes.
_MAX_JPEG_SCANS = 32

_MAX_WEBP_CHUNKS = 10_000
WEBP_BYTES_PER_PIXEL = 10.3  # what its time is that of; 16 million pixels come of it

_CUT_OFF = "the file is cut off."
_DAMAGED = "the file is damaged."


def recognised_format(data: bytes) -> str | None:
    """The format, PNG, JPEG, TIFF, BMP, WEBP or PDF, by content; None if it is none of these.

    Args:
        data: the whole file or at least its first kilobyte.
    """
    if data.startswith(_PNG_SIGNATURE):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "TIFF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return "BMP"
    # Readers accept a PDF header within the first kilobyte (PDF 1.7, appendix H.3, note 13).
    if b"%PDF-" in data[:1024]:
        return "PDF"
    return None


def inspect(data: bytes, *, file_format: str, page: int, max_pixels: int) -> ImageHeader:
    """Describe one image of a raster file from its framing and headers alone.

    Args:
        data: the whole file.
        file_format: the result of ``recognised_format``, except PDF.
        page: the page, counted from 0; only TIFF has more than one.
        max_pixels: limit on width times height.

    Raises:
        Defect: the image is cut off, damaged or too large, or there is no such page.
    """
    if file_format == "TIFF":
        return inspect_tiff(data, page=page, max_pixels=max_pixels)
    check_page(page, page_count=1)
    try:
        picture = _INSPECTORS[file_format](data)
    except struct.error as error:
        raise Defect(_CUT_OFF, remedy=COPY_AGAIN) from error
    check_size(
        width=picture.width,
        height=picture.height,
        max_pixels=max_pixels,
        bytes_per_pixel=picture.bytes_per_pixel,
    )
    return picture


def _inspect_png(data: bytes) -> ImageHeader:
    """PNG (W3C, third edition): chunks, each with a length, a name and a checksum."""
    view = memoryview(data)
    kept: list[memoryview] = [view[: len(_PNG_SIGNATURE)]]
    width = height = depth = colour_type = interlaced = 0
    transparent = False
    dpi: float | None = None
    exif_dpi: float | None = None
    orientation = 1
    position = len(_PNG_SIGNATURE)
    for _ in range(_MAX_PNG_CHUNKS):
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data):
            raise Defect(_CUT_OFF, remedy=COPY_AGAIN)
        body = view[position + 8 : end - 4]
        if name in _PNG_PIXEL_CHUNKS:
            (checksum,) = struct.unpack_from(">I", data, end - 4)
            if zlib.crc32(view[position + 4 : end - 4]) != checksum:
                raise Defect(_DAMAGED, remedy=COPY_AGAIN)
            kept.append(view[position:end])
        if name == b"IHDR":
            if width:
                raise Defect(_DAMAGED, remedy=COPY_AGAIN)
            width, height, depth, colour_type, interlaced = struct.unpack(">IIBBxxB", body)
        elif name == b"tRNS":
            transparent = True
        elif name == b"pHYs" and length == 9:
            x, y, unit = struct.unpack(">IIB", body)
            dpi = believable_dpi(x * _INCH_M, y * _INCH_M) if unit == 1 else None
        elif name == b"eXIf":
            orientation, exif_dpi = exif_pose(bytes(body))
        elif name == b"IEND":
            break
        position = end
    else:
        raise Defect("the PNG file has too many chunks.")
    samples = 4 if transparent else _PNG_SAMPLES.get(colour_type, 4)
    return ImageHeader(
        width=width,
        height=height,
        # Rearranging interlaced rows takes as long as unpacking them.
        bytes_per_pixel=samples * max(depth / 8, 1) * (2 if interlaced else 1),
        payload=_joined(kept, data),
        orientation=orientation,
        dpi=dpi or exif_dpi,
    )


def _inspect_jpeg(data: bytes) -> ImageHeader:
    """JPEG (ISO/IEC 10918-1, annex B): marker segments, scans, and the end marker."""
    view = memoryview(data)
    kept: list[memoryview] = [view[:2]]
    size: tuple[int, int] | None = None
    dpi: float | None = None
    exif_dpi: float | None = None
    orientation = 1
    shares: dict[int, float] = {}
    scans = channels = 0
    samples = 0.0
    position = 2
    for _ in range(_MAX_JPEG_SEGMENTS):
        found = _JPEG_SEGMENT.match(data, position)
        if found is None:
            at_end = position >= len(data) - 1
            raise Defect(_CUT_OFF if at_end else _DAMAGED, remedy=COPY_AGAIN)
        position, marker = found.end() - 2, data[found.end() - 1]
        if marker == 0xD9:
            kept.append(view[position : position + 2])
            break
        (length,) = struct.unpack_from(">H", data, position + 2)
        end = position + 2 + length
        if end > len(data):
            raise Defect(_CUT_OFF, remedy=COPY_AGAIN)
        body = view[position + 4 : end]
        if marker == 0xDA:
            scans += 1
            if scans > _MAX_JPEG_SCANS:
                raise Defect("the JPEG file has too many scans.")
            samples += sum(shares.get(component, 1.0) for component in body[1:-3:2])
            following = _JPEG_MARKER.search(data, end)
            if following is None:
                raise Defect(_CUT_OFF, remedy=COPY_AGAIN)
            end = following.start()
            kept.append(view[position:end])
        elif marker in _JPEG_SIZES:
            if size is not None:
                raise Defect(_DAMAGED, remedy=COPY_AGAIN)
            if marker not in _JPEG_PROCESSES:
                raise Defect("this kind of JPEG file is not supported.")
            _, height, width, channels = struct.unpack_from(">BHHB", body)
            size = (width, height)
            shares = _jpeg_shares(body)
            kept.append(view[position:end])
        elif marker in _JPEG_TABLES or marker in (0xE0, 0xEE):  # JFIF and Adobe: colour model
            kept.append(view[position:end])
            if marker == 0xE0 and bytes(body[:5]) == b"JFIF\0":
                unit, x, y = struct.unpack_from(">BHH", body, 7)
                scale = {1: 1.0, 2: 2.54}.get(unit, 0.0)
                dpi = believable_dpi(x * scale, y * scale)
        elif marker == 0xE1 and bytes(body[:6]) == b"Exif\0\0":
            orientation, exif_dpi = exif_pose(bytes(body[6:]))
        elif not (0xE2 <= marker <= 0xEF or marker in (0xE1, 0xFE)):  # other data, comments
            raise Defect(_DAMAGED, remedy=COPY_AGAIN)
        position = end
    else:
        raise Defect("the JPEG file has too many segments.")
    if size is None or not scans:
        raise Defect("the JPEG file contains no image.")
    return ImageHeader(
        width=size[0],
        height=size[1],
        # The scans take half of the time, the resulting pixels the other half.
        bytes_per_pixel=max((samples + channels) / 2, 1.0),
        payload=_joined(kept, data),
        orientation=orientation,
        dpi=dpi or exif_dpi,
    )


def _jpeg_shares(frame: memoryview) -> dict[int, float]:
    """Samples per pixel of each component, by its id (B.2.2); at most one."""
    (count,) = struct.unpack_from(">B", frame, 5)
    components = [struct.unpack_from(">BB", frame, 6 + 3 * index) for index in range(count)]
    areas = [(name, (factors >> 4) * (factors & 15)) for name, factors in components]
    largest = max([area for _, area in areas] + [1])
    shares: dict[int, float] = {}
    for name, area in areas:  # a hostile file may use a name twice
        shares[name] = max(shares.get(name, 0.0), area / largest)
    return shares


def _joined(parts: list[memoryview], whole: bytes) -> bytes:
    """The concatenated parts; ``whole`` itself, without a copy, if nothing was left out."""
    return whole if sum(map(len, parts)) == len(whole) else b"".join(parts)


def _inspect_bmp(data: bytes) -> ImageHeader:
    """BMP: a file header, then one of several bitmap headers."""
    pixels_at, header_size = struct.unpack_from("<II", data, 10)
    dpi: float | None = None
    if header_size == 12:
        width, height, _, depth = struct.unpack_from("<HHHH", data, 18)
    else:
        width, height, _, depth, compression = struct.unpack_from("<iiHHI", data, 18)
        height = abs(height)  # negative: rows from the top down
        # 0 means no compression, 3 bit masks. Pillow decodes run lengths byte by byte in Python,
        # which takes minutes for a hostile file, and no scanner writes them.
        if compression not in (0, 3):
            raise Defect("compressed BMP files are not supported.", remedy=SAVE_AGAIN)
        x, y = struct.unpack_from("<ii", data, 38)
        dpi = believable_dpi(x * _INCH_M, y * _INCH_M)
    # Rows are padded to four bytes; the padding of the last row may be absent.
    row_bytes = -(-width * depth // 32) * 4
    if pixels_at + row_bytes * (height - 1) - (-width * depth // 8) > len(data):
        raise Defect(_CUT_OFF, remedy=COPY_AGAIN)
    return ImageHeader(
        width=width, height=height, bytes_per_pixel=max(depth / 8, 1), payload=data, dpi=dpi
    )


def _inspect_webp(data: bytes) -> ImageHeader:
    """WebP (RFC 9649): a RIFF file of chunks."""
    (riff_size,) = struct.unpack_from("<I", data, 4)
    if riff_size + 8 > len(data):
        raise Defect(_CUT_OFF, remedy=COPY_AGAIN)
    size: tuple[int, int] | None = None
    pose: tuple[int, float | None] = (1, None)
    position = 12
    for _ in range(_MAX_WEBP_CHUNKS):
        if position + 8 > riff_size + 8:
            break
        name, length = struct.unpack_from("<4sI", data, position)
        body = position + 8
        if name == b"EXIF":
            block = data[body : body + length]
            pose = exif_pose(block.removeprefix(b"Exif\0\0"))
        elif size is None:  # the first of these gives the size of the whole canvas
            size = _webp_size(name, data, body)
        position = body + length + length % 2
    else:
        raise Defect("the WebP file has too many chunks.")
    if size is None:
        raise Defect("the WebP file contains no image.")
    return ImageHeader(
        width=size[0],
        height=size[1],
        bytes_per_pixel=WEBP_BYTES_PER_PIXEL,
        payload=data,
        orientation=pose[0],
        dpi=pose[1],
    )


def _webp_size(name: bytes, data: bytes, body: int) -> tuple[int, int] | None:
    """Width and height from one of the three kinds of image header, else None."""
    if name == b"VP8X":
        low_w, high_w, low_h, high_h = struct.unpack_from("<HBHB", data, body + 4)
        return (high_w << 16 | low_w) + 1, (high_h << 16 | low_h) + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, body + 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, body + 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


_INSPECTORS: dict[str, Callable[[bytes], ImageHeader]] = {
    "PNG": _inspect_png,
    "JPEG": _inspect_jpeg,
    "BMP": _inspect_bmp,
    "WEBP": _inspect_webp,
}
