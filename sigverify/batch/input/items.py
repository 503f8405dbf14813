"""The items of a batch, and their reading from a table as a stream."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol, runtime_checkable

from sigverify.datasets.fields import read_box, read_page
from sigverify.errors import DataError
from sigverify.records.mandates.text import read_amount
from sigverify.tables.table import STANDARD_INPUT, Row, Table
from sigverify.terms import Box

# Names of files whose parts are kept, at a few hundred bytes each.
_KEPT_PARTS: Final = 8192
COLUMNS: Final = ("id", "questioned", "page", "box", "reference", "account", "amount")
NO_REFERENCE: Final = "the item names no reference"
REFERENCE_BESIDE_ACCOUNT: Final = (
    "the item names an account and a reference; where records are kept, only the register says "
    "which specimens an account has"
)

_SEPARATOR: Final = ";"
_PAGE: Final = re.compile(r"#page=(\d{1,6})$", re.IGNORECASE)
# Spreadsheets that write a decimal comma put the point between thousands, and semicolons between
# cells.
_AMBIGUOUS: Final = re.compile(r"\d{1,3}\.\d{3}", re.ASCII)
_DECIMAL_COMMA: Final = re.compile(r"(\d{1,15}|\d{1,3}(\.\d{3}){1,4}),\d{2}", re.ASCII)
_AMOUNT: Final = re.compile(r"(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,4})?", re.ASCII)


class PicturePart(NamedTuple):
    """An image file and where the signature is on it.

    Attributes:
        path: the file, absolute.
        page: the page, counted from 0.
        box: x, y, w, h of the signature; None if the program must find it.
    """

    path: str
    page: int = 0
    box: Box | None = None

    def __str__(self) -> str:
        """Return the file, with the page if it is not the first."""
        return self.path if self.page == 0 else f"{self.path}#page={self.page + 1}"


class ChequeFields(NamedTuple):
    """What a letter of cheques says of an item, apart from its account and amount.

    Attributes:
        item_type: what the item is, a value of `sigverify.letters.items.ItemKind`.
        sequence: its sequence number.
        serial: the cheque's number.
        routing: the routing number of the paying bank.
        micr_line: the fields of the MICR line.
    """

    item_type: str
    sequence: str
    serial: str
    routing: str
    micr_line: str


class BatchItem(NamedTuple):
    """One row of a batch.

    Attributes:
        id: the site's name for the item; the item's number if the site gives none.
        questioned: the signature under examination; None if the item names none.
        references: signatures known to be genuine; if empty, the specimens of the account's
            signatories are used.
        account: the account; copied to the result row.
        amount: the amount as the site writes it; copied to the result row.
        fault: why the item can't be judged, regardless of its images; None if it can.
        cheque: what a letter says of the item; None if it comes from a table or a folder.
    """

    id: str
    questioned: PicturePart | None
    references: tuple[PicturePart, ...]
    account: str = ""
    amount: str = ""
    fault: str | None = None
    cheque: ChequeFields | None = None

    @property
    def amount_number(self) -> float | None:
        """The amount, for thresholds that depend on it; None if it is not a plain number."""
        return amount_as_number(self.amount)

    @property
    def amount_paid(self) -> Decimal | None:
        """The amount, for the mandate of an account; None if it is not a plain number."""
        try:
            return read_amount(_with_decimal_point(self.amount))
        except DataError:
            return None

    @property
    def asks_register(self) -> bool:
        """Whether the item takes specimens and mandate from its account."""
        return self.fault is None and not self.references

    @property
    def pictures(self) -> Iterator[PicturePart]:
        """Yield every image that the item needs, apart from specimens in the register."""
        if self.fault is None and self.questioned is not None and self.references:
            yield self.questioned
            yield from self.references

    def encoded(self) -> bytes:
        """Return all fields as bytes, for a hash."""
        return _ENCODE(self).encode("ascii")


def amount_as_number(text: str) -> float | None:
    """Return an amount as a site writes it; None if it is not a plain number."""
    text = _with_decimal_point(text)
    return float(text.replace(",", "")) if _AMOUNT.fullmatch(text) else None


def _with_decimal_point(amount: str) -> str:
    """Return ``1.234,50`` as ``1234.50``: no group of thousands has two digits."""
    if "," not in amount or not _DECIMAL_COMMA.fullmatch(amount):
        return amount
    return amount.replace(".", "").replace(",", ".")


def _box_json(value: object) -> list[int]:
    if not isinstance(value, Box):
        raise TypeError(f"not a part of an item: {value!r}")
    return [value.x, value.y, value.w, value.h]


_ENCODE: Final = json.JSONEncoder(separators=(",", ":"), default=_box_json).encode


class ItemSource(Protocol):
    """A source that yields the same items on each iteration."""

    def __iter__(self) -> Iterator[BatchItem]:
        """Yield the items in their order."""


@runtime_checkable
class HoldsImages(Protocol):
    """A source of items whose images lie inside it, so that a change of it changes them."""

    def images_sha256(self) -> str:
        """Return the hash of the source with its images, as they are now."""


class ItemDigest:
    """A hash of items in their order."""

    def __init__(self) -> None:
        """Start with no item."""
        self._hash = hashlib.sha256()

    def add(self, item: BatchItem, *, account: str = "") -> None:
        """Add an item, and the hash of the account that it is judged by."""
        self._hash.update(item.encoded() + b"\n" + account.encode("ascii"))

    def hexdigest(self) -> str:
        """Return 64 hexadecimal digits."""
        return self._hash.hexdigest()


class ItemTable:
    """A table of items; see the user guide for its columns.

    Attributes:
        name: the table's absolute path, or "standard input".
        description: what the file was recognised as.
        unknown_columns: columns that are ignored.
        sha256: hash of the file.
    """

    def __init__(self, path: Path, *, register: bool = False) -> None:
        """Recognise the table and check its heading.

        Args:
            path: the file; ``-`` is the standard input.
            register: records are kept, so no item may bring specimens for an account of its own.

        Raises:
            MissingFileError: the path does not exist or is a folder.
            DataError: the file is not a table of items.
            MissingExtraError: the package that reads this kind of file is not installed.
        """
        self._table = Table(path, columns=COLUMNS)
        self._register = register
        # Specimens occur in many rows, and the items are read twice.
        self._part = lru_cache(_KEPT_PARTS)(self._read_part)
        self._names = self._table.heading
        self.name = self._table.name if path == STANDARD_INPUT else os.path.abspath(path)  # noqa: PTH100
        self.description = self._table.description
        self.sha256 = self._table.sha256
        self.unknown_columns = tuple(name for name in self._names if name not in COLUMNS)
        if "questioned" not in self._names or not {"reference", "account"} & set(self._names):
            raise DataError(
                f"{self._table.name}: the heading has {', '.join(self._names) or 'nothing'} "
                f"({self.description}).",
                remedy="It needs the columns 'questioned' and 'reference' (or 'account').",
            )

    def __iter__(self) -> Iterator[BatchItem]:
        """Yield the items in the file's order; a row that makes no sense is an item with a fault.

        Raises:
            DataError: the file can no longer be read.
        """
        rows_of: dict[int, int] = {}
        count = 0
        for row in self._table:
            if row.is_empty:
                continue
            count += 1
            item = self._item(row, number=count)
            # The hash of an id takes less memory than the id.
            first = rows_of.setdefault(hash(item.id), row.number)
            if first != row.number:
                item = _refused(item, row, f"its id {item.id!r} is that of row {first} already")
            yield item

    def _item(self, row: Row, *, number: int) -> BatchItem:
        values = dict(zip(self._names, (cell.strip() for cell in row.cells), strict=False))
        name = values.get("id") or str(number)
        account, amount = values.get("account", ""), values.get("amount", "")
        item = BatchItem(name, None, (), account, amount)
        try:
            if row.fault:
                raise _Unclear(row.fault)
            if len(row.cells) != len(self._names):
                raise _Unclear(f"it has {len(row.cells)} fields, the heading {len(self._names)}")
            if self._table.separator == ";":
                _check_amount(amount)
            questioned = self._questioned(values)
            references = tuple(
                self._part(text)
                for text in values.get("reference", "").split(_SEPARATOR)
                if text.strip()
            )
        except _Unclear as unclear:
            return _refused(item, row, str(unclear))
        item = BatchItem(name, questioned, references, account, amount)
        if not (references or account):
            return _refused(item, row, NO_REFERENCE)
        if references and account and self._register:
            return _refused(item, row, REFERENCE_BESIDE_ACCOUNT)
        return item

    def _questioned(self, values: dict[str, str]) -> PicturePart:
        text = values.get("questioned", "")
        if not text:
            raise _Unclear("the item names no questioned signature")
        part = self._part(text)
        page, box = part.page, None
        if values.get("page"):
            try:
                page = read_page(values["page"])
            except ValueError as error:
                raise _Unclear(str(error)) from error
            if _PAGE.search(text) and page != part.page:
                raise _Unclear("two different pages are named")
        if values.get("box"):
            try:
                box = read_box(values["box"])
            except ValueError as error:
                raise _Unclear(str(error)) from error
        if page == part.page and box is None:
            return part
        return PicturePart(path=part.path, page=page, box=box)

    def _read_part(self, text: str) -> PicturePart:
        text = text.strip()
        page = 0
        # Few names have a page, and the regular expression is slow.
        found = _PAGE.search(text) if "#" in text else None
        if found is not None:
            text, page = text[: found.start()], int(found[1]) - 1
        if page < 0:
            raise _Unclear("pages are counted from 1")
        if not text or "\0" in text:
            raise _Unclear("a file name is empty or no text")
        # This follows no link and does not access the file, which may be on a slow share.
        return PicturePart(path=os.path.normpath(os.path.join(self._table.folder, text)), page=page)  # noqa: PTH118


def _refused(item: BatchItem, row: Row, fault: str) -> BatchItem:
    """Return the item without specimens, with the row's number and fault."""
    return item._replace(references=(), fault=f"row {row.number}: {fault}")


def _check_amount(text: str) -> None:
    """Refuse an amount that means one thing with a decimal point and another with a comma.

    Raises:
        _Unclear: it is such an amount.
    """
    if _AMBIGUOUS.fullmatch(text):
        whole, _, rest = text.partition(".")
        raise _Unclear(
            f"the amount {text!r} may mean {whole}{rest} or {whole} and a fraction; "
            f"write {whole}{rest} or {text}0"
        )


class _Unclear(Exception):
    """A row of the table is incomplete or contradicts itself; the message says how."""
