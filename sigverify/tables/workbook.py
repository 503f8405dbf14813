"""Tables in Excel workbooks (XLSX, XLSM), read as a stream and within limits.

Formulas are never computed and their stored results never used: a workbook that another program
has written may store any result. A cell with a formula is a cell without a usable value.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sigverify.errors import DataError
from sigverify.tables.cells import UnusableCell, cell_text

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_COLUMNS: Final = 1000
# A cell far below a table takes a few bytes in the file, and openpyxl fills the gap with rows.
MAX_EMPTY_ROWS: Final = 10_000
MAX_UNPACKED_BYTES: Final = 2**30
# openpyxl keeps the texts of all cells and the styles in memory, and reads the sheets as a stream.
MAX_KEPT_BYTES: Final = 128 * 2**20
_STREAMED: Final = "xl/worksheets/"
_MAX_SHEETS: Final = 50
_FORMULA: Final = UnusableCell("holds a formula, which is not computed; save it as a value")
_ERROR: Final = UnusableCell("holds an error of Excel")


class SheetRows:
    """The rows of the sheet that looks most like the table, the heading first."""

    def __init__(self, path: Path, *, name: str, columns: Collection[str]) -> None:
        """Check the file's sizes, open it and choose the sheet.

        Args:
            path: the file.
            name: the file's name for messages.
            columns: names of columns, in lower case, that the table may have.

        Raises:
            DataError: the file is damaged or too large, or has no sheet.
        """
        import openpyxl

        self._name = name
        # From a path, openpyxl would decide by the name.
        self._stream = path.open("rb")
        try:
            _check_sizes(path, name=name)
            self._book = openpyxl.load_workbook(self._stream, read_only=True, keep_links=False)
            titles = self._book.sheetnames[:_MAX_SHEETS]
            fitting = {title: self._fitting(title, columns) for title in titles}
        except Exception as error:  # openpyxl lets errors of many kinds escape from a damaged file
            self._stream.close()
            if isinstance(error, DataError):
                raise
            raise _damaged(name, error) from error
        if not fitting:
            raise DataError(f"{name}: the workbook has no sheet.", remedy="Save the table again.")
        self.title = max(fitting, key=fitting.__getitem__)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the cells of each row that has any, without empty ones at its end.

        Raises:
            DataError: the sheet is damaged, or has too many columns or empty rows.
        """
        try:
            yield from self._rows(self.title)
        except DataError:
            raise
        except Exception as error:  # as above
            raise _damaged(self._name, error) from error

    def close(self) -> None:
        """Close the file."""
        self._book.close()
        self._stream.close()

    def _fitting(self, title: str, columns: Collection[str]) -> int:
        heading = next(iter(self._rows(title)), (0, []))[1]
        return len({cell.strip().lower() for cell in heading} & {*columns})

    def _rows(self, title: str) -> Iterator[tuple[int, list[str]]]:
        book: Workbook = self._book
        sheet = book[title]
        if not hasattr(sheet, "reset_dimensions"):
            return  # a sheet that holds a chart only
        # The size that the file states may be anything.
        sheet.reset_dimensions()
        filled = 0
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number - filled > MAX_EMPTY_ROWS:
                raise DataError(
                    f"{self._name}: more than {MAX_EMPTY_ROWS} empty rows after row {filled}.",
                    remedy="Delete what is below the table.",
                )
            if len(cells) > MAX_COLUMNS:
                raise DataError(
                    f"{self._name}: row {number}: more than {MAX_COLUMNS} columns.",
                    remedy="Check that the sheet is a table.",
                )
            row = [_text(cell) for cell in cells]
            while row and not row[-1]:
                row.pop()
            if row:
                filled = number
                yield number, row


def _text(cell: Any) -> str:  # noqa: ANN401 - openpyxl's cells, of several classes
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        return _FORMULA
    if cell.data_type == "e":
        return _ERROR
    return cell_text(cell.value, number_format=cell.number_format or "General")


def _check_sizes(path: Path, *, name: str) -> None:
    """Refuse a file that unpacks to more than this program wants to hold."""
    with zipfile.ZipFile(path) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    if not any(member.startswith("xl/") for member in sizes):
        raise DataError(
            f"{name}: an archive, but not an Excel workbook.",
            remedy="Save the table as XLSX or CSV.",
        )
    kept = sum(size for member, size in sizes.items() if not member.startswith(_STREAMED))
    if sum(sizes.values()) > MAX_UNPACKED_BYTES or kept > MAX_KEPT_BYTES:
        raise DataError(
            f"{name}: the workbook unpacks to {sum(sizes.values()) / 2**20:.0f} MiB.",
            remedy="Save the table as CSV.",
        )


def _damaged(name: str, error: Exception) -> DataError:
    from defusedxml.common import DefusedXmlException

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DefusedXmlException):
            return DataError(
                f"{name}: the workbook declares entities or refers to other files, as attacks do.",
                remedy="Save the table as CSV.",
            )
        cause = cause.__cause__ or cause.__context__
    return DataError(
        f"{name}: this Excel workbook can't be read ({type(error).__name__}).",
        remedy="Open it in Excel and save it again as XLSX or CSV.",
    )
