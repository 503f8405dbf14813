"""TIFF directories, read with checks: the pages of a TIFF file, and the EXIF block of others.

A TIFF file is a chain of directories full of offsets, which makes it the easiest format for an
attack on its reader: circles of pages, a million tags that each name the same megabytes, tiles of
terabytes. Therefore this module reads the directory of the requested page (TIFF 6.0, Adobe 1992;
BigTIFF) and checks its numbers against the file's real length. The decoder gets a file with one new
directory that contains only the tags that make the pixels.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from sigverify.imaging.reading.header import (
    COPY_AGAIN,
    MAX_DECODED_BYTES,
    Defect,
    ImageHeader,
    believable_dpi,
    check_page,
    check_size,
)

_MAX_PAGES = 10_000
_MAX_ENTRIES = 4_096
_MAX_VALUES = 2**20
_MAX_SAMPLES_PER_PIXEL = 6
_MAX_BLOCKS = 100_000  # a strip for each row of the longest picture

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIP_OFFSETS, _ORIENTATION, _SAMPLES, _ROWS_PER_STRIP, _STRIP_COUNTS = 273, 274, 277, 278, 279
_X_RESOLUTION, _Y_RESOLUTION, _PLANAR, _RESOLUTION_UNIT = 282, 283, 284, 296
_TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _TILE_COUNTS = 322, 323, 324, 325

_SCALARS = frozenset(
    {_WIDTH, _HEIGHT, _COMPRESSION, _PHOTOMETRIC, _SAMPLES, _ROWS_PER_STRIP, _PLANAR}
    | {_TILE_WIDTH, _TILE_HEIGHT, 266, 292, 293, 317}  # fill order, fax options, predictor
)
# Bits, colour map, extra samples, sample format, JPEG tables, YCbCr coefficients and so on.
_ARRAYS = frozenset(
    {_BITS, _STRIP_OFFSETS, _STRIP_COUNTS, _TILE_OFFSETS, _TILE_COUNTS}
    | {320, 338, 339, 347, 529, 530, 531, 532}
)

# None, three CCITT codes, LZW, JPEG, two codes of Deflate, PackBits. Old-style JPEG (6) has no
# sound definition, and scanners do not write the others.
_JPEG = 7
_COMPRESSIONS = frozenset({1, 2, 3, 4, 5, _JPEG, 8, 32773, 32946})

# Its conversion to colours takes ten times as long as that of the others, and no scanner writes it.
_LAB = frozenset({8, 9, 10})

_BYTE, _SHORT, _LONG, _RATIONAL, _LONG8 = 1, 3, 4, 5, 16
_TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8}
_TYPE_CODES = {_BYTE: "B", _SHORT: "H", _LONG: "I", _LONG8: "Q"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One tag of a directory: its type, its count, its values' offset, its raw 12 or 20 bytes."""

    kind: int
    count: int
    start: int
    raw: bytes


class _Directories:
    """The directories of some TIFF bytes, each read on demand."""

    def __init__(self, data: bytes) -> None:
        """Read the header.

        Raises:
            Defect: the bytes are not a TIFF header.
        """
        self.data = data
        self.order = "<" if data[:2] == b"II" else ">"
        magic = data[2:4]
        self.big = magic in (b"+\0", b"\0+")
        if data[:2] not in (b"II", b"MM") or not (self.big or magic in (b"*\0", b"\0*")):
            raise Defect("not a TIFF header.")
        self.header_size = 16 if self.big else 8
        self.first = self._number("Q" if self.big else "I", self.header_size // 2)

    def _number(self, code: str, offset: int) -> int:
        try:
            return int(struct.unpack_from(self.order + code, self.data, offset)[0])
        except (struct.error, OverflowError) as error:
            raise Defect("the file is cut off or damaged.", remedy=COPY_AGAIN) from error

    def _layout(self, offset: int) -> tuple[int, int, int]:
        """Number of entries, offset of the first, size of each, of the directory at ``offset``."""
        count = self._number("Q" if self.big else "H", offset)
        if count > _MAX_ENTRIES:
            raise Defect("a TIFF page has too many entries.")
        return count, offset + (8 if self.big else 2), 20 if self.big else 12

    def chain(self) -> list[int]:
        """Offsets of all directories, first page first.

        Raises:
            Defect: there is none, there are too many, they form a circle, or the file is cut off.
        """
        offsets: list[int] = []
        seen: set[int] = set()
        offset = self.first
        while offset:
            if offset in seen:
                raise Defect("its pages form a circle.")
            if len(offsets) == _MAX_PAGES:
                raise Defect(f"it has more than {_MAX_PAGES} pages.", remedy="Split the file.")
            seen.add(offset)
            offsets.append(offset)
            count, start, size = self._layout(offset)
            offset = self._number("Q" if self.big else "I", start + count * size)
        if not offsets:
            raise Defect("the TIFF file has no pages.")
        return offsets

    def entries(self, offset: int, *, wanted: frozenset[int]) -> dict[int, _Entry]:
        """The tags in ``wanted`` of the directory at ``offset`` whose values are within the file.

        Raises:
            Defect: the directory or a value runs past the end of the file, or a type is unknown.
        """
        found: dict[int, _Entry] = {}
        count, start, size = self._layout(offset)
        for position in range(start, start + count * size, size):
            tag = self._number("H", position)
            if tag not in wanted or tag in found:
                continue
            kind = self._number("H", position + 2)
            values = self._number("Q" if self.big else "I", position + 4)
            value_at = position + (12 if self.big else 8)
            if kind not in _TYPE_SIZES or not 0 < values <= _MAX_VALUES:
                raise Defect(f"TIFF tag {tag} is invalid.")
            length = values * _TYPE_SIZES[kind]
            if length > (8 if self.big else 4):
                value_at = self._number("Q" if self.big else "I", value_at)
            if value_at + length > len(self.data):
                raise Defect("the file is cut off.", remedy=COPY_AGAIN)
            found[tag] = _Entry(kind, values, value_at, self.data[position : position + size])
        return found

    def integers(self, entry: _Entry) -> tuple[int, ...]:
        """The values of an entry of a whole-number type.

        Raises:
            Defect: the entry is of another type.
        """
        if entry.kind not in _TYPE_CODES:
            raise Defect("a TIFF tag has a wrong type.")
        layout = f"{self.order}{entry.count}{_TYPE_CODES[entry.kind]}"
        return struct.unpack_from(layout, self.data, entry.start)

    def ratio(self, entry: _Entry | None) -> float:
        """The first value of a rational entry; 0 if it is absent or not rational."""
        if entry is None or entry.kind != _RATIONAL:
            return 0.0
        above, below = struct.unpack_from(self.order + "II", self.data, entry.start)
        return above / below if below else 0.0

    def scalar(self, entry: _Entry | None, default: int) -> int:
        """The first value of a whole-number entry, ``default`` if it is absent."""
        return default if entry is None else self.integers(entry)[0]

    def pose(self, offset: int) -> tuple[int, float | None]:
        """Orientation 1..8 and plausible dpi of the directory at ``offset``."""
        tags = frozenset({_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT})
        found = self.entries(offset, wanted=tags)
        orientation = self.scalar(found.get(_ORIENTATION), 1)
        # Unit 2 is the inch and the default, 3 the centimetre, 1 means no unit.
        unit = {2: 1.0, 3: 2.54}.get(self.scalar(found.get(_RESOLUTION_UNIT), 2), 0.0)
        x = self.ratio(found.get(_X_RESOLUTION)) * unit
        y = self.ratio(found.get(_Y_RESOLUTION)) * unit
        return (orientation if 1 <= orientation <= 8 else 1), believable_dpi(x, y)

    def single_page(self, entries: dict[int, _Entry]) -> bytes:
        """A TIFF file of the same bytes, followed by one directory of these entries."""
        body = self.data[self.header_size :]
        # Directories begin on a word boundary (TIFF 6.0, page 14).
        padding = b"\0" * (len(self.data) % 2)
        offset = len(self.data) + len(padding)
        head = self.data[: self.header_size // 2]
        rows = b"".join(entries[tag].raw for tag in sorted(entries))
        count = struct.pack(self.order + ("Q" if self.big else "H"), len(entries))
        end = struct.pack(self.order + ("Q" if self.big else "I"), 0)
        first = struct.pack(self.order + ("Q" if self.big else "I"), offset)
        return b"".join((head, first, body, padding, count, rows, end))


def exif_pose(block: bytes) -> tuple[int, float | None]:
    """Orientation 1..8 and plausible dpi of an EXIF block; (1, None) if it can't be parsed.

    Args:
        block: the EXIF data from its TIFF header on.
    """
    try:
        directories = _Directories(block)
        return directories.pose(directories.first)
    except Defect:
        return 1, None  # an image with damaged EXIF data is still usable


def inspect_tiff(data: bytes, *, page: int, max_pixels: int) -> ImageHeader:
    """Describe one page of a TIFF file.

    Args:
        data: the whole file.
        page: the page, counted from 0.
        max_pixels: limit on width times height.

    Raises:
        Defect: the page can't be decoded or is refused.
    """
    directories = _Directories(data)
    offsets = directories.chain()
    check_page(page, page_count=len(offsets))
    entries = directories.entries(offsets[page], wanted=_SCALARS | _ARRAYS)
    value = {tag: directories.scalar(entry, 0) for tag, entry in entries.items() if tag in _SCALARS}
    width, height = value.get(_WIDTH, 0), value.get(_HEIGHT, 0)
    bits = max(directories.integers(entries[_BITS])) if _BITS in entries else 1
    samples = value.get(_SAMPLES, 1)
    bytes_per_pixel = max(samples * bits / 8, 1.0)
    check_size(width=width, height=height, max_pixels=max_pixels, bytes_per_pixel=bytes_per_pixel)
    for tag in _SCALARS & entries.keys():
        if entries[tag].count != 1:
            raise Defect(f"TIFF tag {tag} is invalid.")
    if value.get(_COMPRESSION, 1) not in _COMPRESSIONS:
        raise Defect(f"TIFF compression {value[_COMPRESSION]} is not supported.")
    if samples > _MAX_SAMPLES_PER_PIXEL:
        raise Defect("a TIFF page has too many channels.")
    if value.get(_PHOTOMETRIC) in _LAB:
        raise Defect("TIFF files in CIELAB are not supported.")
    _check_blocks(directories, entries, value, bytes_per_pixel=bytes_per_pixel)

    inverted = bits == 16 and value.get(_PHOTOMETRIC) == 0
    if inverted:
        # Pillow decodes grey 16-bit samples unchanged, whether zero means black or white.
        entries[_PHOTOMETRIC] = _with_short(entries[_PHOTOMETRIC], 1, directories)
    orientation, dpi = directories.pose(offsets[page])
    return ImageHeader(
        width=width,
        height=height,
        bytes_per_pixel=bytes_per_pixel,
        payload=directories.single_page(entries),
        orientation=orientation,
        dpi=dpi,
        page_count=len(offsets),
        inverted=inverted,
    )


def _check_blocks(
    directories: _Directories,
    entries: dict[int, _Entry],
    value: dict[int, int],
    *,
    bytes_per_pixel: float,
) -> None:
    """Refuse strips or tiles that are too few, too expensive, or past the end of the file."""
    width, height = value[_WIDTH], value[_HEIGHT]
    if _TILE_OFFSETS in entries:
        tile_width, tile_height = value.get(_TILE_WIDTH, 0), value.get(_TILE_HEIGHT, 0)
        offsets_tag, counts_tag = _TILE_OFFSETS, _TILE_COUNTS
    else:
        tile_width, tile_height = width, min(value.get(_ROWS_PER_STRIP, height), height)
        offsets_tag, counts_tag = _STRIP_OFFSETS, _STRIP_COUNTS
    if offsets_tag not in entries or tile_width <= 0 or tile_height <= 0:
        raise Defect("a TIFF page does not say where its pixels are.")
    expected = -(-width // tile_width) * -(-height // tile_height)
    # Tiles are decoded whole, even where they extend beyond the image; strips end with it.
    rows = expected * tile_height if _TILE_OFFSETS in entries else height
    if rows * tile_width * bytes_per_pixel > MAX_DECODED_BYTES:
        raise Defect("a TIFF page is stored in tiles that are far too large.")
    if value.get(_PLANAR, 1) == 2:
        expected *= value.get(_SAMPLES, 1)
    if expected > _MAX_BLOCKS:
        raise Defect("a TIFF page is stored in too many pieces.")

    offsets = directories.integers(entries[offsets_tag])
    if counts_tag in entries:
        counts = directories.integers(entries[counts_tag])
    elif value.get(_COMPRESSION, 1) == 1:
        counts = (0,) * len(offsets)  # the decoder determines the length itself
    else:
        raise Defect("a TIFF page does not say how long its strips are.")
    if len(offsets) < expected or len(counts) < expected:
        raise Defect("a TIFF page lacks some of its strips.", remedy=COPY_AGAIN)
    data = directories.data
    blocks = list(zip(offsets, counts, strict=False))
    if any(at + size > len(data) for at, size in blocks):
        raise Defect("the file is cut off.", remedy=COPY_AGAIN)
    if sum(counts) > len(data):  # such as a million strips that share the same megabytes
        raise Defect("the strips of a TIFF page overlap.")
    # Search all of a JPEG strip; its coded data never look like a marker.
    if value.get(_COMPRESSION) == _JPEG and any(
        data.count(b"\xff\xda", at, at + size) > value.get(_SAMPLES, 1) for at, size in blocks
    ):
        raise Defect("progressive JPEG in TIFF files is not supported.")


def _with_short(entry: _Entry, number: int, directories: _Directories) -> _Entry:
    """The same single-valued entry with another number, stored as SHORT."""
    value = struct.pack(directories.order + "H", number).ljust(8 if directories.big else 4, b"\0")
    kind = struct.pack(directories.order + "H", _SHORT)
    raw = entry.raw[:2] + kind + entry.raw[4 : -len(value)] + value
    return _Entry(_SHORT, 1, entry.start, raw)
