"""A table of a heading and rows, in any of the forms that banks have, recognised by its content.

A text file is read anew on each iteration. Workbooks, Parquet files and the standard input are
copied once to a temporary file without a name, because they can't be read again, or only slowly.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import weakref
from collections.abc import Collection, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Final, NamedTuple

from sigverify.errors import DataError, MissingFileError
from sigverify.files import file_sha256
from sigverify.tables.cells import UnusableCell
from sigverify.tables.kinds import HEAD_BYTES, FileKind, what_is
from sigverify.tables.parquet import parquet_rows
from sigverify.tables.text import text_form, text_rows
from sigverify.tables.workbook import SheetRows

STANDARD_INPUT: Final = Path("-")
# Most that the standard input or the texts of a workbook may take on the disk.
MAX_COPY_BYTES: Final = 2**30
_PART_BYTES: Final = 2**20
_OTHERS: Final = {
    FileKind.OLD_WORKBOOK: "an Excel workbook of the old kind, or one with a password",
    FileKind.OPEN_DOCUMENT: "an OpenDocument file",
}


class Row(NamedTuple):
    """A row below the heading.

    Attributes:
        number: its line in a text file, its row in a workbook, its number in a Parquet file.
        cells: the texts of its cells.
        fault: why a cell of a known column has no usable value; empty if all have.
    """

    number: int
    cells: list[str]
    fault: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not self.fault and not "".join(self.cells).strip()


class Table:
    """A table, checked as a whole and read as a stream.

    Attributes:
        name: the file's name for messages.
        folder: the folder from which relative paths start.
        kind: what the file is.
        heading: the names of the columns, in lower case.
        separator: what stands between the cells of a text file; empty for other kinds.
        rows: number of rows below the heading, without empty ones.
        sha256: hash of the file when it was opened.
        description: what was recognised, such as ``Semicolon-separated text, cp1252, 214 rows``.
    """

    def __init__(self, path: Path, *, columns: Collection[str], strict: bool = False) -> None:
        """Recognise the table and read it once.

        Args:
            path: the file; ``-`` is the standard input.
            columns: names of columns, in lower case, that the table may have.
            strict: refuse a text file whose quotes are in wrong places.

        Raises:
            MissingFileError: the path does not exist or is a folder.
            DataError: the file is no table, is damaged or too large, or names a column twice.
            MissingExtraError: the package that reads this kind of file is not installed.
        """
        self.name = "standard input" if path == STANDARD_INPUT else str(path)
        self.folder = os.path.abspath(path.parent)  # noqa: PTH100 - no look at the disk
        self._columns = frozenset(columns)
        self._strict = strict
        self._path = path
        self._copied: IO[bytes] | None = None
        self.separator = ""
        try:
            with contextlib.ExitStack() as stack:
                if path == STANDARD_INPUT:
                    kept = Path(stack.enter_context(tempfile.TemporaryDirectory()), "input")
                    _keep_input(kept)
                    self._path = kept
                elif not path.is_file():
                    raise MissingFileError(
                        f"{path}: no such file.", remedy="Name a table, or - for standard input."
                    )
                with self._path.open("rb") as stream:
                    self.kind = what_is(stream.read(HEAD_BYTES))
                self.sha256 = file_sha256(self._path)
                form = self._recognise(copy=path == STANDARD_INPUT)
                self._check_heading()
                self.rows = sum(not row.is_empty for row in self)
        except OSError as error:
            raise self._unreadable(error) from error
        self.description = f"{form}, {self.rows} {'row' if self.rows == 1 else 'rows'}"

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows below the heading, empty ones too.

        Raises:
            DataError: the file is damaged, or can no longer be read.
        """
        try:
            if self._copied is not None:
                yield from _copied_rows(self._copied)
                return
            with closing(self._text_rows()) as rows:
                next(rows, None)
                for number, cells in rows:
                    yield Row(number, cells)
        except OSError as error:
            raise self._unreadable(error) from error

    def _text_rows(self) -> Generator[tuple[int, list[str]], None, None]:
        return text_rows(self._path, name=self.name, form=self._form, strict=self._strict)

    def _recognise(self, *, copy: bool) -> str:
        """Find out the form in words, read the heading, and copy what can't be read again."""
        match self.kind:
            case FileKind.TEXT:
                self._form = text_form(self._path, name=self.name, columns=self._columns)
                self.separator = self._form.separator
                with closing(self._text_rows()) as rows:
                    if copy:
                        self._copy(rows)
                    else:
                        self.heading = _names(next(rows, (1, []))[1])
                return str(self._form)
            case FileKind.WORKBOOK:
                sheet = SheetRows(self._path, name=self.name, columns=self._columns)
                with closing(sheet):
                    self._copy(iter(sheet))
                return f"Excel workbook, sheet {sheet.title!r}"
            case FileKind.PARQUET:
                self._copy(parquet_rows(self._path, name=self.name, columns=self._columns))
                return "Parquet file"
        raise DataError(
            f"{self.name}: {_OTHERS.get(self.kind, 'this is not a table')}.",
            remedy="Save the table as CSV or XLSX, without a password.",
        )

    def _check_heading(self) -> None:
        for name in self._columns:
            if self.heading.count(name) > 1:
                raise DataError(
                    f"{self.name}: the heading has the column {name!r} twice.",
                    remedy="Rename one of them.",
                )

    def _copy(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        """Copy rows to a file without a name, with the fault of each."""
        self.heading = _names(next(rows, (1, []))[1])
        self._copied = tempfile.TemporaryFile()  # noqa: SIM115 - as long as this object
        weakref.finalize(self, self._copied.close)
        for number, cells in rows:
            if self.kind is FileKind.WORKBOOK:
                # Excel does not store empty cells at the end of a row.
                cells += [""] * (len(self.heading) - len(cells))
            faults = (
                f"the cell of the column {name!r} {cell}"
                for name, cell in zip(self.heading, cells, strict=False)
                if isinstance(cell, UnusableCell) and name in self._columns
            )
            line = json.dumps((number, cells, next(faults, "")), separators=(",", ":"))
            self._copied.write(line.encode("ascii") + b"\n")
            if self._copied.tell() > MAX_COPY_BYTES:
                raise DataError(
                    f"{self.name}: more than {MAX_COPY_BYTES // 2**20} MiB of text.",
                    remedy="Split the table.",
                )

    def _unreadable(self, error: OSError) -> DataError:
        return DataError(
            f"{self.name}: can't be read ({error.strerror or error}).",
            remedy="Check the file and the disk.",
        )


def _names(heading: list[str]) -> list[str]:
    return [name.strip().lower() for name in heading]


def _copied_rows(stream: IO[bytes]) -> Iterator[Row]:
    """Yield rows from the copy; several iterations may take turns."""
    place = 0
    while True:
        stream.seek(place)
        lines = stream.readlines(_PART_BYTES)
        if not lines:
            return
        place = stream.tell()
        for line in lines:
            yield Row(*json.loads(line))


def _keep_input(path: Path) -> None:
    """Write the standard input to a file.

    Raises:
        DataError: it is longer than `MAX_COPY_BYTES`.
    """
    length = 0
    with path.open("wb") as stream:
        while part := sys.stdin.buffer.read(_PART_BYTES):
            length += len(part)
            if length > MAX_COPY_BYTES:
                raise DataError(
                    f"standard input: more than {MAX_COPY_BYTES // 2**20} MiB.",
                    remedy="Split the table.",
                )
            stream.write(part)
