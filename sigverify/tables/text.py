"""Tables in text files: their encoding, their separator, and their rows within limits.

A row is read only as far as `MAX_ROW_CHARACTERS`, so that a file without line ends takes no more
memory than one with them.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from sigverify.errors import DataError
from sigverify.tables.kinds import HEAD_BYTES, utf16_of

MAX_ROW_CHARACTERS: Final = 2**20
_PART_BYTES: Final = 2**20
_UTF8: Final = "utf-8-sig"
_WINDOWS: Final = "cp1252"
# Bytes that stand for nothing in cp1252.
_NOT_WINDOWS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_ENCODING_NAMES: Final = {_UTF8: "UTF-8", _WINDOWS: "cp1252"}
_SEPARATOR_NAMES: Final = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
# A line above the heading, by which Excel is told the separator.
_SEP_LINE: Final = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextForm:
    """How a text file holds its table.

    Attributes:
        encoding: Python's name of the encoding.
        separator: the character between two cells.
        has_sep_line: the heading is below a line ``sep=``.
    """

    encoding: str
    separator: str
    has_sep_line: bool = False

    def __str__(self) -> str:
        """Return the form in words, such as ``Semicolon-separated text, cp1252``."""
        name = _SEPARATOR_NAMES.get(self.separator, repr(self.separator))
        return f"{name}-separated text, {_ENCODING_NAMES.get(self.encoding, 'UTF-16')}"


def text_form(path: Path, *, name: str, columns: Collection[str]) -> TextForm:
    """Recognise the form of a text file by its content.

    Args:
        path: the file.
        name: the file's name for messages.
        columns: names of columns, in lower case, that the table may have.

    Raises:
        DataError: the first line is longer than `MAX_ROW_CHARACTERS` or can't be decoded.
        OSError: the file can't be read.
    """
    encoding = _encoding(path, name=name)
    with path.open(encoding=encoding, newline="") as stream:
        try:
            line = next(_Lines(stream, name=name), "")
        except UnicodeDecodeError as error:
            raise _not_utf16(name) from error
    found = _SEP_LINE.fullmatch(line)
    if found is not None:
        return TextForm(encoding=encoding, separator=found[1], has_sep_line=True)

    def fitting(separator: str) -> tuple[int, int]:
        cells = [cell.strip('" \r\n').lower() for cell in line.split(separator)]
        return len({*cells} & {*columns}), len(cells)

    return TextForm(encoding=encoding, separator=max(_SEPARATOR_NAMES, key=fitting))


def text_rows(
    path: Path, *, name: str, form: TextForm, strict: bool
) -> Generator[tuple[int, list[str]], None, None]:
    """Yield the line number and the cells of each row, the heading first, empty rows too.

    Args:
        path: the file.
        name: the file's name for messages.
        form: how the file holds its table.
        strict: refuse quotes in wrong places instead of taking them literally.

    Raises:
        DataError: a row is too long or can't be decoded, or quotes are wrong.
        OSError: the file can't be read.
    """
    with path.open(encoding=form.encoding, newline="") as stream:
        lines = _Lines(stream, name=name)
        skipped = 1 if form.has_sep_line and next(lines, None) is not None else 0
        reader = csv.reader(lines, delimiter=form.separator, strict=strict)
        try:
            number = skipped + 1
            for cells in reader:
                yield number, cells
                lines.room = MAX_ROW_CHARACTERS
                number = skipped + reader.line_num + 1
        except UnicodeDecodeError as error:
            raise _not_utf16(name) from error
        except csv.Error as error:
            raise DataError(
                f"{name}: line {skipped + reader.line_num}: not CSV ({error}).",
                remedy="Save the table again as CSV.",
            ) from error


class _Lines:
    """The lines of a stream, none of them longer than a row may be.

    Attributes:
        room: the number of characters that the row under way may still have.
    """

    def __init__(self, stream: TextIO, *, name: str) -> None:
        self.room = MAX_ROW_CHARACTERS
        self._stream = stream
        self._name = name
        self._number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self.room)
        self._number += 1
        self.room -= len(line)
        if self.room <= 0:
            raise DataError(
                f"{self._name}: line {self._number}: a row of more than {MAX_ROW_CHARACTERS} "
                "characters.",
                remedy="Check that the file is a table, and that its quotes are in pairs.",
            )
        if not line:
            raise StopIteration
        return line


def _encoding(path: Path, *, name: str) -> str:
    with path.open("rb") as stream:
        utf16 = utf16_of(stream.read(HEAD_BYTES))
        if utf16:
            return utf16
        decoder = codecs.getincrementaldecoder("utf-8")()
        stream.seek(0)
        try:
            while part := stream.read(_PART_BYTES):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            _check_windows(stream, name=name)
            return _WINDOWS
    return _UTF8


def _check_windows(stream: BinaryIO, *, name: str) -> None:
    stream.seek(0)
    line = 1
    while part := stream.read(_PART_BYTES):
        found = _NOT_WINDOWS.search(part)
        if found is not None:
            line += part.count(b"\n", 0, found.start())
            raise DataError(
                f"{name}: line {line}: neither UTF-8 nor cp1252 text.",
                remedy="Save it as 'CSV UTF-8'.",
            )
        line += part.count(b"\n")


def _not_utf16(name: str) -> DataError:
    return DataError(f"{name}: broken UTF-16 text.", remedy="Save it as 'CSV UTF-8'.")
