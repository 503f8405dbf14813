"""Reads the elements of an XML file from outside: streamed, bounded, without entities.

The expat parser of the standard library is enough for this. It opens no file by itself, and a
document type declaration, the only place for entities, is refused as it begins.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.parsers import expat

from sigverify.letters.source import LetterFile
from sigverify.tables.kinds import utf16_of

# The first pieces are small, because reading starts again after each damaged place.
_FIRST_BYTES: Final = 4096
_PIECE_BYTES: Final = 2**16
# No tag of such a file has a tenth of these.
_MOST_TAG_BYTES: Final = 2**20
_MOST_ATTRIBUTES: Final = 200
_MOST_DEPTH: Final = 16
_PROBE_BYTES: Final = 512
_DECLARED: Final = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([A-Za-z][\w.-]{0,40})[\"']")


class Opened(NamedTuple):
    """The beginning of an element.

    Attributes:
        name: its name without a prefix.
        attributes: the values of its attributes, by their names in small letters.
        offset: where its tag begins in the file.
    """

    name: str
    attributes: dict[str, str]
    offset: int


class Closed(NamedTuple):
    """The end of an element."""

    name: str


class MalformedError(Exception):
    """The XML can't be read any further.

    Attributes:
        reason: why, as a clause.
        offset: the byte at which this was found.
        refused: it is refused as a whole, rather than damaged at one place.
    """

    def __init__(self, reason: str, *, offset: int, refused: bool = False) -> None:
        """Set the attributes."""
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.refused = refused


def encoding_of(start: bytes) -> str:
    """Return the code of an XML text, as Python and expat name it.

    The bytes decide before the declaration: programs that write a file in UTF-8 often copy a
    declaration of UTF-16 into it. Codes of several bytes that expat can't read are taken for
    Latin-1, in which the marks of XML are the same.

    Args:
        start: the first bytes of the file.
    """
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8"
    wide = utf16_of(start[: len(start) // 2 * 2])
    if wide:
        return {"utf-16-le": "utf-16le", "utf-16-be": "utf-16be"}.get(wide, wide)
    found = _DECLARED.search(start)
    if found is None:
        return "utf-8"
    name = found[1].decode("ascii").lower()
    try:
        single = len(bytes(range(256)).decode(name, "replace")) == 256
    except (LookupError, ValueError):  # unknown, or no code of text
        single = False
    if name.startswith(("utf", "ucs", "iso-10646", "us-ascii", "ascii")):
        return "utf-8"
    return name if single else "iso-8859-1"


class ElementReader:
    """Reads elements; starts again inside the outermost one if it has to."""

    def __init__(self, file: LetterFile) -> None:
        """Start before the first byte."""
        self._file = file
        self._encoding = encoding_of(file.read(0, _PROBE_BYTES))
        self._root: str | None = None

    def elements(self, *, start: int = 0) -> Iterator[Opened | Closed]:
        """Yield the elements from a place on.

        Args:
            start: 0, or where the tag of an element begins right inside the outermost one, whose
                beginning must have been read before.

        Raises:
            MalformedError: the XML can't be read any further.
            UnreadableFileError: the disk fails.
        """
        parser = expat.ParserCreate(self._encoding)
        found: list[Opened | Closed] = []
        base = depth = 0

        def offset() -> int:
            return base + max(parser.CurrentByteIndex, 0)

        def has_type(*_declared: object) -> None:
            raise MalformedError(
                "it has a document type declaration, which is refused",
                offset=offset(),
                refused=True,
            )

        def opened(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self._root = self._root or name
            if depth > _MOST_DEPTH:
                raise MalformedError("its elements are nested too deeply", offset=offset())
            if len(attributes) > _MOST_ATTRIBUTES:
                raise MalformedError("an element has too many attributes", offset=offset())
            values = {_local(key).lower(): value for key, value in attributes.items()}
            found.append(Opened(_local(name), values, offset()))

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            found.append(Closed(_local(name)))

        parser.StartDoctypeDeclHandler = has_type
        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        at, size = start, _FIRST_BYTES
        root = f"<{self._root}>".encode("ascii", "replace") if start else b""
        base = start - len(root)
        while True:
            data = self._file.read(at, size)
            at += len(data)
            trouble: MalformedError | None = None
            try:
                if root:
                    parser.Parse(root, False)
                    found.clear()
                    root = b""
                parser.Parse(data, not data)
            except expat.ExpatError as error:
                what = expat.ErrorString(error.code)
                trouble = MalformedError(f"it is not XML ({what})", offset=offset())
            except MalformedError as error:
                trouble = error
            if trouble is None and at - offset() > _MOST_TAG_BYTES:
                trouble = MalformedError("a tag has no end", offset=offset())
            yield from found
            found.clear()
            if trouble is not None:
                raise trouble
            if not data:
                return
            size = min(2 * size, _PIECE_BYTES)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
