"""The sources of an import: lines of a table, or images in folders.

Tables are untrusted. A path must lead to a file below the table's own folder; a name that could be
a formula, or that has invisible characters, is refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final, TypeVar

from sigverify.datasets.fields import read_box, read_page
from sigverify.datasets.folders import IMAGE_EXTENSIONS
from sigverify.errors import DataError, MissingFileError
from sigverify.records.export.register import MANDATES_NAME, TABLE_NAME
from sigverify.tables.table import Table
from sigverify.terms import Box

_NEEDED: Final = frozenset({"account", "signatory", "path"})
_NEEDED_OF_MANDATES: Final = frozenset({"account", "mandate"})
_COLUMNS: Final = _NEEDED | {
    "box",
    "customer",
    "from",
    "holder",
    "mandate",
    "page",
    "signs_from",
    "signs_until",
    "until",
}
_MAX_ROWS: Final = 2_000_000
# Path components: account, signatory, file.
_DEPTH: Final = 3
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: a signatory of an account, and optionally an image of a signature.

    Attributes:
        where: the line or the file, for messages.
        account: number of the account.
        holder: the account's holder; empty if not given.
        signatory: name of the signatory.
        customer: the bank's own number for the signatory; None if not given.
        signs_from: first day on which the signatory may sign; None for the specimen's first day.
        signs_until: last day on which the signatory may sign; None for no end.
        picture: the image file; None without one.
        page: counted from 0; None if not given.
        box: the signature's box; None to have it detected.
        first_day: first day on which the specimen is valid; None for today.
        last_day: last day on which the specimen is valid; None for no end.
    """

    where: str
    account: str
    signatory: str
    picture: Path | None
    holder: str = ""
    customer: str | None = None
    signs_from: date | None = None
    signs_until: date | None = None
    page: int | None = None
    box: Box | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEntry:
    """A line of the table of mandates: account, first day, and text."""

    where: str
    account: str
    first_day: date | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadEntry:
    """A line that can't be understood, and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The entries to import, in the order of their lines."""

    entries: tuple[Entry | BadEntry, ...]
    mandates: tuple[MandateEntry | BadEntry, ...] = ()


def read_source(place: Path) -> Source:
    """Read a table, an exported folder with its table, or FOLDER/ACCOUNT/SIGNATORY/IMAGE.

    Raises:
        MissingFileError: no such file or folder.
        DataError: a table lacks columns or can't be read, or a folder contains no image.
    """
    if place.is_dir():
        table, mandates = place / TABLE_NAME, place / MANDATES_NAME
        if not table.is_file() and not mandates.is_file():
            return Source(entries=_folder(place))
        return Source(
            entries=_table(table) if table.is_file() else (),
            mandates=_mandates(mandates) if mandates.is_file() else (),
        )
    if not place.exists():
        raise MissingFileError(f"{place}: no such file or folder.", remedy="Check the path.")
    return Source(entries=_table(place))


def _folder(folder: Path) -> tuple[Entry | BadEntry, ...]:
    found: list[Entry | BadEntry] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if name.startswith(".") or path.suffix.lower() not in IMAGE_EXTENSIONS:
                continue
            where = path.relative_to(folder).as_posix()
            parts = PurePosixPath(where).parts
            if len(parts) != _DEPTH:
                reason = "it is not in a folder ACCOUNT/SIGNATORY"
                found.append(BadEntry(where=where, reason=reason))
                continue
            try:
                picture = file_below(folder, where)
            except ValueError as error:
                found.append(BadEntry(where=where, reason=str(error)))
                continue
            found.append(Entry(where=where, account=parts[0], signatory=parts[1], picture=picture))
    if not found:
        raise DataError(
            f"{folder}: there is no image in this folder.",
            remedy=f"Use ACCOUNT/SIGNATORY/IMAGE.png, or a table {TABLE_NAME}.",
        )
    return tuple(found)


def _table(path: Path) -> tuple[Entry | BadEntry, ...]:
    def entry(values: dict[str, str], where: str) -> Entry:
        return Entry(
            where=where,
            account=values["account"],
            holder=values.get("holder", ""),
            signatory=values["signatory"],
            customer=values.get("customer") or None,
            signs_from=_day(values, "signs_from"),
            signs_until=_day(values, "signs_until"),
            picture=file_below(path.parent, values["path"]) if values["path"] else None,
            page=read_page(values["page"]) if values.get("page") else None,
            box=read_box(values["box"]) if values.get("box") else None,
            first_day=_day(values, "from"),
            last_day=_day(values, "until"),
        )

    return _parsed(path, needed=_NEEDED, make=entry)


def _mandates(path: Path) -> tuple[MandateEntry | BadEntry, ...]:
    def entry(values: dict[str, str], where: str) -> MandateEntry:
        return MandateEntry(
            where=where,
            account=values["account"],
            first_day=_day(values, "from"),
            text=values["mandate"],
        )

    return _parsed(path, needed=_NEEDED_OF_MANDATES, make=entry)


def _parsed(
    path: Path, *, needed: frozenset[str], make: Callable[[dict[str, str], str], _T]
) -> tuple[_T | BadEntry, ...]:
    """The entry of each line of a table, or its fault."""
    table = Table(path, columns=_COLUMNS, strict=True)
    if table.rows > _MAX_ROWS:
        raise DataError(f"{path}: more than {_MAX_ROWS} rows.", remedy="Split the table.")
    names = table.heading
    if not needed <= set(names) or len(set(names)) < len(names):
        raise DataError(
            f"{path}: the heading has {', '.join(names) or 'nothing'} ({table.description}).",
            remedy=f"It needs the columns {', '.join(sorted(needed))}, and each column once.",
        )
    found: list[_T | BadEntry] = []
    for row in table:
        where = f"{path.name}, row {row.number}"
        if row.is_empty:
            continue
        try:
            if row.fault:
                raise ValueError(row.fault)
            if len(row.cells) != len(names):
                raise ValueError(f"it has {len(row.cells)} fields, the heading {len(names)}")
            values = {name: field.strip() for name, field in zip(names, row.cells, strict=True)}
            found.append(make(values, where))
        except ValueError as error:
            found.append(BadEntry(where=where, reason=str(error)))
    return tuple(found)


def file_below(folder: Path, text: str) -> Path:
    """Resolve a relative path to a file below a folder.

    Raises:
        ValueError: there is no such file, or the path leads out of the folder on some system.
    """
    windows = PureWindowsPath(text)
    if "\0" in text or windows.drive or windows.root or ".." in windows.parts:
        raise ValueError("the path must lead to a file below the table's folder")
    root = folder.resolve()
    path = (root / text).resolve()
    if not path.is_relative_to(root):
        raise ValueError("the path must lead to a file below the table's folder")
    if not path.is_file():
        raise ValueError(f"{text}: no such file")
    return path


def _day(values: dict[str, str], name: str) -> date | None:
    text = values.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{name} {text!r} is not a date; write it as 2026-11-22") from error
