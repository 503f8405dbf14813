"""Finds the records of an X9 letter: with record lengths and without, over damage to sound ones.

A stated length is believed only if another record begins, or the file ends, where it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from sigverify.letters.items import Notes
from sigverify.letters.records import (
    FILE_HEADER,
    HEAD_BYTES,
    IMAGE_HEAD_BYTES,
    IMAGE_KEY_LENGTH,
    MAX_RECORD_BYTES,
    RECORD_BYTES,
    REFERENCE_KEY_LENGTH,
    RESTARTS,
    SURE,
    USER_DATA_LENGTH,
    Encoding,
    Layout,
    Prefix,
    known_type,
    number,
)
from sigverify.letters.source import LetterFile

# How far the beginning of a damaged letter is searched for records.
_PROBE_BYTES: Final = 2**16
_FIRST_BYTES: Final = 2**12
_SCAN_BYTES: Final = 2**20
# Some writers end each record with a new line, and some systems fill up the last block.
_NEW_LINES: Final = {Encoding.ASCII: b"\r\n", Encoding.EBCDIC: b"\r\n\x15\x25"}
_FILLERS: Final = b"\0 @\x1a\r\n\x15\x25"


class Record(NamedTuple):
    """One record.

    Attributes:
        type: its two digits; empty for a type that no table has.
        offset: its first byte, behind the length.
        length: number of bytes.
        head: its beginning as text, at most `HEAD_BYTES` characters.
    """

    type: str
    offset: int
    length: int
    head: str

    def field(self, where: slice) -> str:
        """Return a field; the part beyond the end of a short record is missing."""
        return self.head[: self.length][where]


class Gap(NamedTuple):
    """A part of the file that is damaged.

    Attributes:
        offset: its first byte.
        end: the first sound byte behind it.
        reason: what is wrong.
    """

    offset: int
    end: int
    reason: str


class ImagePlace(NamedTuple):
    """Where record 52 says that its image is."""

    offset: int
    length: int


def recognised_layout(file: LetterFile) -> Layout | None:
    """Return how a file is written; None if it is no X9 letter."""
    start = file.read(0, 64)
    for encoding in Encoding:
        for prefix in Prefix:
            layout = Layout(prefix, encoding)
            head = start[layout.prefix_bytes :].decode(encoding)
            if FILE_HEADER.match(head) and _prefix_fits(start, prefix):
                return layout
    # The first record may be damaged: two records after each other are proof enough.
    start = file.read(0, _PROBE_BYTES)
    for prefix in Prefix:
        for encoding in Encoding:
            layout = Layout(prefix, encoding)
            frames = _Frames(file, layout, notes=Notes())
            for found in _restart_pattern(layout).finditer(start):
                record = frames.record_at(found.start())
                if record is not None and frames.record_at(record.offset + record.length):
                    return layout
    return None


def _prefix_fits(start: bytes, prefix: Prefix) -> bool:
    if prefix is Prefix.NONE:
        return True
    return 0 < int.from_bytes(start[:4], prefix.order) <= MAX_RECORD_BYTES


def read_records(file: LetterFile, layout: Layout, *, notes: Notes) -> Iterator[Record | Gap]:
    """Yield the records of a letter in their order, and the damaged parts between them."""
    frames = _Frames(file, layout, notes=notes)
    at = 0
    while at < file.size:
        at = frames.behind_new_line(at)
        record = frames.record_at(at)
        if record is not None:
            frames.note_length(at, record)
            yield record
            at = record.offset + record.length
            continue
        if frames.only_filler(at):
            return
        end = frames.behind_damage(at)
        yield Gap(at, end, frames.complaint(at))
        at = end


def image_place(file: LetterFile, layout: Layout, offset: int) -> ImagePlace | None:
    """Return where record 52 at an offset says that its image is; None if its lengths are none."""
    at = offset + IMAGE_HEAD_BYTES
    key = _length(file.read(offset, IMAGE_HEAD_BYTES)[IMAGE_KEY_LENGTH], layout)
    if key is None:
        return None
    signature = _length(file.read(at + key, 5), layout)
    if signature is None:
        return None
    at += key + 5 + signature
    length = _length(file.read(at, 7), layout)
    return None if length is None else ImagePlace(at + 7, length)


def _length(data: bytes, layout: Layout) -> int | None:
    """Return the length in a field; blanks mean 0."""
    text = data.decode(layout.encoding)
    return number(text) if text.strip(" ") else (0 if text else None)


class _Frames:
    def __init__(self, file: LetterFile, layout: Layout, *, notes: Notes) -> None:
        self._file = file
        self._layout = layout
        self._notes = notes
        self._restarts = _restart_pattern(layout)

    def record_at(self, at: int) -> Record | None:
        """Return the record whose length, or whose first byte, is at a place; None if none is.

        Its length is that of its own fields or the stated one, if another record begins behind it.
        If both are possible the shorter is taken, so that no record is swallowed. If the next
        record is damaged, the length must be stated alike twice, or the text be sound.
        """
        offset = at + self._layout.prefix_bytes
        head = self._file.read(offset, HEAD_BYTES)
        kind = known_type(head[:2], encoding=self._layout.encoding)
        own = [] if kind is None else [
            length for length in self._own_lengths(kind, offset)
            if offset + length <= self._file.size and length <= MAX_RECORD_BYTES
        ]  # fmt: skip
        sound = [length for length in own if self._begins(offset + length)]
        stated = self._stated_soundly(at)
        if stated is not None and (kind is not None or self._numbered(head)):
            sound.append(stated)
        if not sound and (self._stated(at) in own or self._is_text(head, kind=kind)):
            sound = own[:1]
        if not sound:
            return None
        length = min(sound)
        text = head[: min(length, HEAD_BYTES)].decode(self._layout.encoding)
        return Record(kind or "", offset, length, text)

    def behind_damage(self, at: int) -> int:
        """Return where reading continues after a record that can't be read."""
        stated = self._stated_soundly(at)
        if stated is not None:
            return at + self._layout.prefix_bytes + stated
        return self._next_sound(at + 1)

    def note_length(self, at: int, record: Record) -> None:
        """Note a length field that is wrong."""
        stated = self._stated(at)
        if stated is not None and stated != record.length:
            self._notes.add(
                f"record {record.type} at byte {record.offset}: its length field says {stated}, "
                f"the record has {record.length} bytes"
            )
        if not record.type:
            self._notes.add(f"a record of an unknown type at byte {record.offset} is left out")

    def behind_new_line(self, at: int) -> int:
        """Return a place behind the end of a line, in letters without record lengths."""
        if not self._layout.prefix:
            found = self._file.read(at, 2)
            new_lines = _NEW_LINES[self._layout.encoding]
            at += len(found) - len(found.lstrip(new_lines))
        return at

    def only_filler(self, at: int) -> bool:
        """Whether nothing but filler follows until the end of the file."""
        return not any(data.strip(_FILLERS) for _, data in self._pieces(at))

    def _next_sound(self, at: int) -> int:
        """Return the next place at which a sound record begins; the file's end if there is none."""
        for start, data in self._pieces(at):
            for found in self._restarts.finditer(data):
                if self.record_at(start + found.start()) is not None:
                    return start + found.start()
        return self._file.size

    def _pieces(self, at: int) -> Iterator[tuple[int, bytes]]:
        """Yield the rest of the file with its places, in overlapping pieces that become larger.

        Damage is short as a rule, and large pieces would be read for nothing.
        """
        size = _FIRST_BYTES
        while data := self._file.read(at, size):
            yield at, data
            if len(data) < size:
                return
            at += size - HEAD_BYTES
            size = min(2 * size, _SCAN_BYTES)

    def complaint(self, at: int) -> str:
        """Describe the fault of the record that can't be read."""
        offset = at + self._layout.prefix_bytes
        kind = known_type(self._file.read(offset, 2), encoding=self._layout.encoding)
        if kind is None:
            return "no record begins here"
        lengths = [*self._own_lengths(kind, offset), self._stated(at) or 0]
        if all(offset + length > self._file.size for length in lengths if length):
            return f"the file ends within a record {kind}"
        return f"the length of a record {kind} is wrong"

    def _stated(self, at: int) -> int | None:
        if not self._layout.prefix:
            return None
        data = self._file.read(at, 4)
        return int.from_bytes(data, self._layout.prefix.order) if len(data) == 4 else None

    def _stated_soundly(self, at: int) -> int | None:
        """Return the stated length if another record with a possible length is behind it."""
        stated = self._stated(at)
        if stated is None or not 0 < stated <= MAX_RECORD_BYTES:
            return None
        end = at + self._layout.prefix_bytes + stated
        following = self._stated(end)
        possible = following is None or 0 < following <= MAX_RECORD_BYTES
        return stated if possible and self._begins(end) else None

    def _is_text(self, head: bytes, *, kind: str | None) -> bool:
        """Whether a record without a length reads as text throughout."""
        if self._layout.prefix or kind is None:
            return False
        text = head[:RECORD_BYTES].decode(self._layout.encoding)
        return text.isascii() and text.isprintable()

    def _own_lengths(self, kind: str, offset: int) -> Iterator[int]:
        """Yield the lengths that a record may have by its own fields."""
        head = self._file.read(offset, RECORD_BYTES).decode(self._layout.encoding)
        if kind == "52":
            place = image_place(self._file, self._layout, offset)
            if place is not None:
                yield place.offset + place.length - offset
            return
        if kind in ("27", "34"):
            yield 46 + (number(head[REFERENCE_KEY_LENGTH]) or 0)
        elif kind == "68":
            yield 45 + (number(head[USER_DATA_LENGTH]) or 0)
        elif kind == "62":
            yield 100
        yield RECORD_BYTES

    def _begins(self, at: int) -> bool:
        """Whether a record begins at a place, or the file ends there."""
        if at >= self._file.size:
            return at == self._file.size
        at = self.behind_new_line(at)
        data = self._file.read(at, self._layout.prefix_bytes + 2)
        # A wrong length does not make the next record wrong: it is looked at in its turn.
        kind = known_type(data[self._layout.prefix_bytes :], encoding=self._layout.encoding)
        return kind is not None

    def _numbered(self, head: bytes) -> bool:
        """Whether a record of an unknown type at least has a number for its type."""
        kind = head[:2].decode(self._layout.encoding)
        return kind.isascii() and kind.isdigit()


def _restart_pattern(layout: Layout) -> re.Pattern[bytes]:
    """Return what begins a record that is sound beyond doubt."""
    if layout.prefix:
        kinds = b"|".join(re.escape(kind.encode(layout.encoding)) for kind in RESTARTS)
        # Some writers count the four bytes of the length, too.
        lengths = b"|".join(
            re.escape(length.to_bytes(4, layout.prefix.order))
            for length in (RECORD_BYTES, RECORD_BYTES + 4)
        )
        return re.compile(b"(?:" + lengths + b")(?:" + kinds + b")", re.DOTALL)
    return _in_code(SURE.pattern, layout.encoding)


def _in_code(pattern: str, encoding: Encoding) -> re.Pattern[bytes]:
    """Return a pattern of `records` for the bytes of an encoding."""
    if encoding is Encoding.ASCII:
        return re.compile(pattern.encode("ascii"), re.DOTALL)
    coded = bytearray()
    for part in re.split(r"(\{[^}]*\}|\(\?:|[()|.\[\]]|0-9|[A-Z0-9 */-])", pattern):
        if part == "0-9":
            coded += b"\xf0-\xf9"
        elif len(part) == 1 and part not in "()|.[]":
            coded += re.escape(part.encode(encoding))
        else:
            coded += part.encode("ascii")
    return re.compile(bytes(coded), re.DOTALL)
