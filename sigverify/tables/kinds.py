"""Says what a file is, by its first bytes and never by its name."""

from __future__ import annotations

import codecs
from enum import StrEnum
from typing import Final

# Bytes of a file that `what_is` needs.
HEAD_BYTES: Final = 4096

_ZIP: Final = b"PK\x03\x04"
_PARQUET: Final = b"PAR1"
# The container of Excel's format before 2007, and of every workbook with a password.
_COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first member of an OpenDocument file names the type, uncompressed.
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument"
_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\r\f")
# Text may have a stray control character; other files have many.
_MOST_CONTROLS: Final = 0.02
_LEAST_NULS: Final = 0.3


class FileKind(StrEnum):
    """What a file is."""

    TEXT = "text"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    OLD_WORKBOOK = "old-workbook"
    OPEN_DOCUMENT = "open-document"
    OTHER = "other"


def what_is(head: bytes) -> FileKind:
    """Return what a file is.

    Args:
        head: the file's first `HEAD_BYTES` bytes, or all if it is shorter.
    """
    if head.startswith(_ZIP):
        return FileKind.OPEN_DOCUMENT if _OPEN_DOCUMENT in head else FileKind.WORKBOOK
    if head.startswith(_PARQUET):
        return FileKind.PARQUET
    if head.startswith(_COMPOUND_FILE):
        return FileKind.OLD_WORKBOOK
    controls = sum(byte in _CONTROLS for byte in head)
    if utf16_of(head) or controls <= 1 + _MOST_CONTROLS * len(head):
        return FileKind.TEXT
    return FileKind.OTHER


def utf16_of(head: bytes) -> str:
    """Return the name of the UTF-16 encoding of a text; empty if it has another one.

    Args:
        head: the first bytes of the text, with or without a byte order mark.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Letters of Latin script have a zero byte after or before each other byte.
    half = max(1, len(head) // 2)
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if odd > _LEAST_NULS and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > _LEAST_NULS and odd == 0 else ""
