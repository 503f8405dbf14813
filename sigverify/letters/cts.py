"""Reads the letters of India's Cheque Truncation System: CXF and PXF with their image files.

The elements and attributes are those of the CTS Clearing House Interface specification, revision
2.5, appendix 4.1 (capture exchange file, CXF) and 4.3 (posting exchange file, PXF). Amounts are in
paise. Images lie in one or more files beside the letter (CIBF, PIBF), at the offset and with the
length that the letter names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sigverify.letters.image_files import ImageFiles
from sigverify.letters.items import ImageView, ItemKind, LetterItem, written_amount
from sigverify.letters.records import clean, number
from sigverify.letters.safe_xml import (
    Closed,
    ElementReader,
    MalformedError,
    Opened,
    encoding_of,
)
from sigverify.letters.source import LetterFile
from sigverify.letters.views import Side, View, chosen

_ROOT: Final = "FileHeader"
_FIRST_TAG: Final = re.compile(r"<((?:[\w.-]+:)?[A-Za-z_][\w.-]*)")
_KIND: Final = re.compile(r"urn:[^:]+:ECPIX:(\w{1,10}):", re.IGNORECASE)
_ITEM_TAG: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?Item[\s>/]")
_PROBE_BYTES: Final = 2**14
_SCAN_BYTES: Final = 2**20
# Returns and answers, which have no images.
_RETURNS: Final = frozenset({"RF", "RRF"})
_MOST_VIEWS: Final = 64
_MOST_DAMAGED: Final = 1000
_MOST_FIELD: Final = 100
_PREFIX: Final = re.compile(r"([A-Za-z]{0,3})(CXF|PXF)_(.+)\.xml", re.IGNORECASE | re.DOTALL)


def recognised_cts(file: LetterFile) -> str | None:
    """Return the name of a CTS file's kind, such as CXF; None if a file is none."""
    data = file.read(0, _PROBE_BYTES)
    text = data.decode(encoding_of(data), "replace")
    found = _FIRST_TAG.search(text)
    if found is None or found[1].rpartition(":")[2] != _ROOT:
        return None
    kind = _KIND.search(text)
    if kind is not None:
        return kind[1].upper()
    return "CXF" if re.search(r"<(?:[\w.-]+:)?Item\s", text) else None


def read_cts(file: LetterFile, images: ImageFiles) -> Iterator[LetterItem]:
    """Yield the items of a letter in their order, and what is wrong at the place where it is found.

    Args:
        file: the XML file.
        images: the image files beside it.

    Raises:
        UnreadableFileError: the disk fails.
    """
    return _Reader(file, images).items()


@dataclass(slots=True, kw_only=True)
class _Open:
    """An item whose elements are being read."""

    attributes: dict[str, str]
    offset: int
    views: list[View] = field(default_factory=list)


class _Reader:
    def __init__(self, file: LetterFile, images: ImageFiles) -> None:
        self._file = file
        self._images = images
        self._kind = ""
        self._open: _Open | None = None
        self._detail: dict[str, str] | None = None
        self._items = 0
        self._amount = 0
        self._summed_up = False

    def items(self) -> Iterator[LetterItem]:
        reader = ElementReader(self._file)
        start = damaged = 0
        while True:
            try:
                for element in reader.elements(start=start):
                    yield from self._element(element)
                break
            except MalformedError as error:
                yield self._damage(error)
                damaged += 1
                again = self._next_item(max(error.offset, start) + 1)
                if error.refused or again is None:
                    break
                if damaged >= _MOST_DAMAGED:
                    yield LetterItem(
                        kind=ItemKind.DAMAGE,
                        offset=error.offset,
                        fault=f"the letter has {damaged} damaged places; the rest was not read",
                    )
                    break
                start = again
        if not self._summed_up:
            yield LetterItem(
                kind=ItemKind.TOTALS,
                offset=self._file.size,
                fault="the letter ends without its FileSummary: a part may be missing",
            )

    def _element(self, element: Opened | Closed) -> Iterator[LetterItem]:
        match element:
            case Opened("FileHeader", attributes, _):
                kind = _KIND.match(attributes.get("xmlns", ""))
                self._kind = "" if kind is None else kind[1].upper()
            case Opened("Item", attributes, offset):
                yield from self._close()
                self._open = _Open(attributes=attributes, offset=offset)
            case Opened("ImageViewDetail", attributes, _):
                self._detail = attributes
            case Opened("ImageViewData", attributes, offset):
                yield from self._image(attributes, offset=offset)
            case Opened("FileSummary", attributes, offset):
                yield from self._close()
                yield from self._totals(attributes, offset=offset)
            case Closed("ImageViewDetail"):
                self._detail = None
            case Closed("Item"):
                yield from self._close()
            case _:
                pass

    def _image(self, attributes: dict[str, str], *, offset: int) -> Iterator[LetterItem]:
        item, detail = self._open, self._detail
        if item is None or detail is None:
            missing = "cheque: no Item" if item is None else "side of a cheque: no ImageViewDetail"
            yield LetterItem(
                kind=ItemKind.LOOSE_IMAGE,
                offset=offset,
                fault=f"the image belongs to no {missing} is open around it",
            )
        elif len(item.views) < _MOST_VIEWS:
            item.views.append(self._view(detail, attributes))

    def _view(self, detail: dict[str, str], data: dict[str, str]) -> View:
        given = detail.get("viewsideindicator", "").strip()
        named = given.lower()
        side = Side.BACK if named.startswith("back") else Side.FRONT
        if not named.startswith(("front", "back")):
            return View(side, f"shows no side that is known: '{clean(given)[:_MOST_FIELD]}'", False)
        return View(side, self._usable(detail, data), "bw" in named)

    def _usable(self, detail: dict[str, str], data: dict[str, str]) -> ImageView | str:
        if detail.get("imageavailable", "Y").strip().upper() == "N":
            return "is not in the image file, says the letter"
        if detail.get("viewdescriptor", "Full").strip().lower() not in ("full", ""):
            return "shows a part of the cheque only"
        if data.get("clippingorigin", "0").strip() not in ("0", ""):
            return "shows a part of the cheque only"
        offset = number(data.get("imagedataoffset", "")[:_MOST_FIELD])
        length = number(data.get("imagedatalength", "")[:_MOST_FIELD])
        if offset is None or length is None:
            return "has no offset and length that are numbers"
        name = data.get("filename", "").strip() or self._usual_name() or ""
        return self._images.view(name, offset=offset, length=length)

    def _usual_name(self) -> str | None:
        """Return the image file's name by the letter's own: CXF_... has its images in CIBF_..."""
        found = _PREFIX.fullmatch(self._file.path.name)
        if found is None:
            return None
        images = {"CXF": "CIBF", "PXF": "PIBF"}[found[2].upper()]
        return self._images.only_file(f"{found[1]}{images}_{found[3]}_".lower())

    def _close(self) -> Iterator[LetterItem]:
        item, self._open, self._detail = self._open, None, None
        if item is not None:
            yield self._item(item)

    def _item(self, item: _Open, *, damage: str | None = None) -> LetterItem:
        given = {name: clean(value)[:_MOST_FIELD] for name, value in item.attributes.items()}
        routing, account = given.get("payorbankroutno", ""), given.get("accountno", "")
        serial, amount = given.get("serialno", ""), number(given.get("amount", ""))
        self._items += 1
        self._amount += amount or 0
        kind = ItemKind.RETURN if self._kind in _RETURNS else ItemKind.CHEQUE
        if given.get("instrumenttype", "").upper() == "CR":
            kind = ItemKind.CREDIT
        front, back = chosen(item.views, Side.FRONT), chosen(item.views, Side.BACK)
        fault = damage
        if fault is None and kind is ItemKind.CREDIT:
            fault = "the item is a credit, which no signature of an account orders"
        elif fault is None and amount is None:
            fault = f"the Item is damaged: its Amount is '{given.get('amount', '')}'"
        elif fault is None and not routing.isdigit():
            fault = f"the Item is damaged: its PayorBankRoutNo is '{routing}'"
        elif fault is None and front is None:
            fault = "the letter holds no image of the front of this cheque"
        elif fault is None and isinstance(front, str):
            fault = f"the image of the front can't be used: it {front}"
        line = (serial, routing, account, given.get("transcode", ""))
        return LetterItem(
            kind=kind,
            offset=item.offset,
            sequence=given.get("itemseqno", ""),
            account=account.replace(" ", ""),
            routing=routing,
            serial=serial,
            amount=amount,
            micr_line=" ".join(part for part in line if part),
            front=front if isinstance(front, ImageView) else None,
            back=back if isinstance(back, ImageView) else None,
            fault=fault,
        )

    def _damage(self, error: MalformedError) -> LetterItem:
        """Return the item that is open at a damaged place, or else the place itself."""
        reason = f"the letter is damaged at byte {error.offset}: {error.reason}"
        item, self._open, self._detail = self._open, None, None
        if item is not None:
            return self._item(item, damage=reason)
        return LetterItem(kind=ItemKind.DAMAGE, offset=error.offset, fault=reason)

    def _next_item(self, at: int) -> int | None:
        """Return where the next item begins; None if there is none (in UTF-16 none is found)."""
        while data := self._file.read(at, _SCAN_BYTES):
            found = _ITEM_TAG.search(data)
            if found is not None:
                return at + found.start()
            at += len(data) if len(data) < _SCAN_BYTES else _SCAN_BYTES - _MOST_FIELD
        return None

    def _totals(self, attributes: dict[str, str], *, offset: int) -> Iterator[LetterItem]:
        self._summed_up = True
        items, amount = attributes.get("totalitemcount", ""), attributes.get("totalamount", "")
        differences = []
        if number(items[:_MOST_FIELD]) != self._items:
            differences.append(
                f"the FileSummary says {clean(items)[:_MOST_FIELD] or 'nothing about its'} items, "
                f"the letter holds {self._items}"
            )
        stated = number(amount[:_MOST_FIELD])
        if stated != self._amount:
            said = "no amount" if stated is None else written_amount(stated)
            differences.append(
                f"the FileSummary says {said}, the letter holds {written_amount(self._amount)}"
            )
        for difference in differences:
            yield LetterItem(kind=ItemKind.TOTALS, offset=offset, fault=difference)


def image_paths(file: LetterFile, images: ImageFiles) -> list[Path]:
    """Return the image files that a letter names, in the order of their names.

    Raises:
        UnreadableFileError: the disk fails.
    """
    for _ in read_cts(file, images):
        pass
    return sorted({path for path in images.names.values() if path is not None})
