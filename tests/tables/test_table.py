"""Tables in the forms that banks have, and what is refused in them."""

from __future__ import annotations

import io
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from sigverify.errors import DataError, MissingFileError
from sigverify.tables import table as table_module
from sigverify.tables import text as text_module
from sigverify.tables.table import STANDARD_INPUT, Table

COLUMNS = ("id", "name", "amount")
ROWS = [["7", "Müller, A.", "1.50"], ["8", "Çelik", ""]]


def text_of(separator: str = ",", *, heading: bool = True) -> str:
    rows = [list(COLUMNS), *ROWS] if heading else ROWS
    return "".join(
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row) + "\r\n"
        for row in rows
    )


def opened(folder: Path, data: bytes | str, *, strict: bool = False) -> Table:
    path = folder / "table"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Table(path, columns=COLUMNS, strict=strict)


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table if not row.is_empty]


@pytest.mark.parametrize(
    ("data", "description"),
    [
        (text_of().encode(), "Comma-separated text, UTF-8"),
        (text_of().encode("utf-8-sig"), "Comma-separated text, UTF-8"),
        (text_of(";").encode("cp1252"), "Semicolon-separated text, cp1252"),
        (text_of("\t").encode("utf-16"), "Tab-separated text, UTF-16"),
        (text_of("\t").encode("utf-16-be"), "Tab-separated text, UTF-16"),
        (text_of(";").encode("utf-16-le"), "Semicolon-separated text, UTF-16"),
        (text_of("|").encode(), "Bar-separated text, UTF-8"),
        (("sep=;\r\n" + text_of(";")).encode("cp1252"), "Semicolon-separated text, cp1252"),
        (('"sep=^"\n' + text_of("^")).encode("utf-8-sig"), "'^'-separated text, UTF-8"),
        (text_of().replace("\r\n", "\r").encode(), "Comma-separated text, UTF-8"),
    ],
)
def test_text_is_recognised_by_its_content(tmp_path: Path, data: bytes, description: str) -> None:
    table = opened(tmp_path, data)
    assert table.description == f"{description}, 2 rows"
    assert table.heading == list(COLUMNS)
    assert cells(table) == cells(table) == ROWS


def test_the_separator_is_the_one_that_gives_known_columns(tmp_path: Path) -> None:
    table = opened(tmp_path, "id;name;remark,free,text,with,commas\n1;a;b\n")
    assert table.heading[:2] == ["id", "name"]
    assert table.description == "Semicolon-separated text, UTF-8, 1 row"


def test_rows_have_the_lines_of_the_file(tmp_path: Path) -> None:
    table = opened(tmp_path, 'sep=,\nid,name\n\n1,"two\nlines"\n2,b\n')
    assert [(row.number, row.cells) for row in table if not row.is_empty] == [
        (4, ["1", "two\nlines"]),
        (6, ["2", "b"]),
    ]


def workbook(fill: Callable[[Any], object]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Notes of the month"])
    sheet = book.create_sheet("Cheques")
    fill(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_gives_what_a_person_sees(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:  # noqa: ANN401
        sheet.append(["ID ", "Name", "Amount", "When"])
        sheet.append([47, "Müller", 1250.5, date(2026, 11, 30)])
        sheet.append([])
        sheet.append([True, None, 60000.0, datetime(2026, 11, 30, 8, 15)])
        sheet.append([12])
        sheet["A5"].number_format = "00000000"

    table = opened(tmp_path, workbook(fill))
    assert table.description == "Excel workbook, sheet 'Cheques', 3 rows"
    assert [(row.number, row.cells) for row in table if not row.is_empty] == [
        (2, ["47", "Müller", "1250.5", "2026-11-30"]),
        (4, ["TRUE", "", "60000", "2026-11-30T08:15:00"]),
        (5, ["00000012", "", "", ""]),
    ]


def test_cells_of_a_workbook_that_can_not_be_trusted_are_faults_of_their_rows(
    tmp_path: Path,
) -> None:
    def fill(sheet: Any) -> None:  # noqa: ANN401
        sheet.append(["id", "name", "amount", "other"])
        sheet.append([1, "a", "=1+1", ""])
        sheet.append([1234567890123456, "a", 1, ""])
        sheet.append([2, "a", "#REF!", ""])
        sheet.append([3, "a", 1, "=HYPERLINK(0)"])

    faults = [row.fault for row in opened(tmp_path, workbook(fill))]
    assert "'amount' holds a formula" in faults[0]
    assert "'id' holds a number with more than 15 digits" in faults[1]
    assert "'amount' holds an error" in faults[2]
    assert faults[3] == "", "nobody reads this column"


def altered(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == name else content)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet2.xml"


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        (
            SHEET,
            lambda text: text.replace(b'r="2"', b'r="2000000"'),
            "10000 empty rows after row 1",
        ),
        (SHEET, lambda text: text.replace(b"B2", b"ZZZ2"), "more than 1000 columns"),
        (SHEET, lambda text: text[:200], "can't be read"),
        ("xl/workbook.xml", lambda _: b"<a>", "can't be read"),
        (
            SHEET,
            lambda text: (
                b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + text[text.find(b"<w") :]
            ),
            "declares entities",
        ),
    ],
)
def test_a_hostile_workbook_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    change: Callable[[bytes], bytes],
    reason: str,
) -> None:
    plain = workbook(lambda sheet: [sheet.append(row) for row in (["id", "name"], [1, "a"])])
    with pytest.raises(DataError, match=reason):
        opened(tmp_path, altered(plain, name, change))


def test_a_workbook_that_unpacks_to_too_much_is_refused_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = workbook(lambda sheet: sheet.append(["id", "name"]))
    monkeypatch.setattr("sigverify.tables.workbook.MAX_KEPT_BYTES", 100)
    with pytest.raises(DataError, match="unpacks to"):
        opened(tmp_path, plain)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "id,name")
    with pytest.raises(DataError, match="not an Excel workbook"):
        opened(tmp_path, stream.getvalue())


def test_a_parquet_file_gives_its_known_columns(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(
        pyarrow.table(
            {
                "ID": [12345678901234567, 2],
                "name": pyarrow.array([["a.png", "b.png"], None], pyarrow.list_(pyarrow.string())),
                "amount": pyarrow.array([Decimal("1.50"), None], pyarrow.decimal128(9, 2)),
                "picture": [b"\0\1", b""],
            }
        ),
        tmp_path / "table",
    )
    table = Table(tmp_path / "table", columns=COLUMNS)
    assert table.description == "Parquet file, 2 rows"
    assert table.heading == ["id", "name", "amount", "picture"]
    assert [tuple(row) for row in table] == [
        (1, ["12345678901234567", "a.png;b.png", "1.50", ""], ""),
        (2, ["2", "", "", ""], ""),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PAR1" + b"x" * 50, "Parquet file can't be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old kind, or one with a password"),
        (
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.s",
            "OpenDocument",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0", "this is not a table"),
        (b"id,name\n1,\x81\n", "line 2: neither UTF-8 nor cp1252"),
        ("id,name\n".encode("utf-16") + b"\0\xd8\n\0", "broken UTF-16"),
        (b"id,name,ID\n", "column 'id' twice"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        opened(tmp_path, data)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(MissingFileError):
            Table(path, columns=COLUMNS)


@pytest.mark.parametrize(
    "endless", ["x" * 3 * 2**20, '"a\n' + "b,\n" * 2**20, '"a\n","b\n",' * 2**18]
)
def test_a_row_without_an_end_takes_no_memory(tmp_path: Path, endless: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=r"a row of more than|field larger"):
            opened(tmp_path, "id,name\n" + endless)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * text_module.MAX_ROW_CHARACTERS


def test_wrong_quotes_are_refused_where_the_caller_is_strict(tmp_path: Path) -> None:
    data = 'id,name\n1,"a"b\n'
    assert cells(opened(tmp_path, data)) == [["1", "ab"]]
    with pytest.raises(DataError, match="line 2: not CSV"):
        opened(tmp_path, data, strict=True)


def test_the_standard_input_is_read_once_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for data in (text_of(";").encode("cp1252"), workbook(lambda sheet: sheet.append(COLUMNS))):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        table = Table(STANDARD_INPUT, columns=COLUMNS)
        assert table.name == "standard input"
        assert table.folder == str(tmp_path)
        assert cells(table) == cells(table)
    monkeypatch.setattr(table_module, "MAX_COPY_BYTES", 10)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text_of().encode())))
    with pytest.raises(DataError, match="standard input: more than"):
        Table(STANDARD_INPUT, columns=COLUMNS)


def test_a_copied_table_may_be_read_twice_at_a_time(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:  # noqa: ANN401
        sheet.append(["id", "name"])
        for number in range(1500):
            sheet.append([number, "x" * 1000])

    table = opened(tmp_path, workbook(fill))
    first, second = iter(table), iter(table)
    numbers = [next(turn).cells[0] for _ in range(1500) for turn in (first, second)]
    assert numbers == [str(number) for number in range(1500) for _ in range(2)]
