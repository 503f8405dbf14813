"""Reads X9 letters: makes items of the records, and gives each image to the cheque it belongs to.

An image belongs to the item whose record stands before it and whose sequence number it repeats. An
image with another number, or without an item before it, belongs to no item.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sigverify.letters.framing import Gap, Record, image_place, read_records
from sigverify.letters.items import ImageView, ItemKind, LetterItem, Notes
from sigverify.letters.micr import UNREAD, read_micr
from sigverify.letters.records import (
    CHEQUE_25,
    CHEQUE_MICR_VALID,
    CREDIT_61,
    CREDIT_61_WITH_INDICATOR,
    CREDIT_62,
    IMAGE_CLIPPING,
    IMAGE_SEQUENCE,
    RECORD_BYTES,
    RETURN_31,
    RETURN_AUXILIARY,
    VIEW_COMPRESSION,
    VIEW_DESCRIPTOR,
    VIEW_FORMAT,
    VIEW_PRESENT,
    VIEW_SIDE,
    Layout,
    clean,
    number,
)
from sigverify.letters.source import LetterFile
from sigverify.letters.totals import Totals
from sigverify.letters.views import Side, View, chosen

_FULL_VIEWS: Final = ("00", "")
_UNREAD_FORMATS: Final = {
    "01": "IOCA",
    "22": "SPIFF",
    "23": "JBIG",
    "24": "JPEG 2000",
}
_GROUP_4: Final = "00"
_MOST_VIEWS: Final = 64


@dataclass(slots=True, kw_only=True)
class _Open:
    """An item whose records are being read."""

    kind: ItemKind
    record: Record
    sequence: str
    auxiliary: str
    processing: str
    routing: str
    on_us: str
    amount: str
    views: list[View] = field(default_factory=list)
    damage: Gap | None = None


def read_x9(file: LetterFile, layout: Layout, *, notes: Notes) -> Iterator[LetterItem]:
    """Yield the items of a letter in their order, and what is wrong at the place where it is found.

    Args:
        file: the letter.
        layout: how it is written.
        notes: collects oddities that do not stop the reading.

    Raises:
        UnreadableFileError: the disk fails.
    """
    return _Reader(file, layout, notes=notes).items()


class _Reader:
    def __init__(self, file: LetterFile, layout: Layout, *, notes: Notes) -> None:
        self._file = file
        self._layout = layout
        self._notes = notes
        self._totals = Totals()
        self._open: _Open | None = None
        self._detail: Record | None = None
        self._ended = False

    def items(self) -> Iterator[LetterItem]:
        for record in read_records(self._file, self._layout, notes=self._notes):
            if isinstance(record, Gap):
                yield from self._gap(record)
            else:
                self._totals.record()
                yield from self._record(record)
        yield from self._close()
        if not self._ended:
            yield LetterItem(
                kind=ItemKind.TOTALS,
                offset=self._file.size,
                fault="the letter ends without its file control record: a part may be missing",
            )

    def _record(self, record: Record) -> Iterator[LetterItem]:
        match record.type:
            case "25" | "31" | "61" | "62":
                yield from self._close()
                self._begin(record)
            case "33":
                if self._open is not None and self._open.kind is ItemKind.RETURN:
                    self._open.auxiliary = record.field(RETURN_AUXILIARY)
            case "50":
                self._totals.view()
                self._detail = record
            case "52":
                self._totals.image()
                yield from self._image(record)
            case "70" | "85" | "90" | "99":
                yield from self._close()
                self._ended = record.type == "99"
                for difference in self._totals.differences(record):
                    yield LetterItem(kind=ItemKind.TOTALS, offset=record.offset, fault=difference)
            case "01" | "10" | "20":
                yield from self._close()
                self._ended = False
            case _:
                pass

    def _gap(self, gap: Gap) -> Iterator[LetterItem]:
        self._detail = None
        if self._open is None or self._open.damage is not None:
            yield LetterItem(kind=ItemKind.DAMAGE, offset=gap.offset, fault=_damage(gap))
        else:
            self._open.damage = gap

    def _begin(self, record: Record) -> None:
        kind, where = _ITEMS[record.type]
        if record.type == "61" and _has_usage_indicator(record):
            where = CREDIT_61_WITH_INDICATOR
        item = self._open = _Open(
            kind=kind,
            record=record,
            sequence=record.field(where.sequence),
            auxiliary=record.field(where.auxiliary),
            processing=record.field(where.processing),
            routing=record.field(where.routing),
            on_us=record.field(where.on_us),
            amount=record.field(where.amount),
        )
        amount = number(item.amount) or 0
        if kind is ItemKind.CREDIT:
            self._totals.credit(amount)
        else:
            valid = record.type == "25" and record.field(CHEQUE_MICR_VALID) == "1"
            self._totals.item(routing=clean(item.routing), amount=amount, micr_valid=valid)

    def _image(self, record: Record) -> Iterator[LetterItem]:
        detail, self._detail = self._detail, None
        item, sequence = self._open, clean(record.field(IMAGE_SEQUENCE))
        loose = None
        if item is None:
            loose = "the image belongs to no cheque: no item stands before it"
        elif _bare(sequence) != _bare(clean(item.sequence)) and (sequence or item.damage):
            loose = (
                "the image belongs to no cheque: it has the sequence number "
                f"'{sequence}', the item before it '{clean(item.sequence)}'"
            )
        elif detail is None:
            loose = "the image belongs to no side of a cheque: record 50 is missing before it"
        elif len(item.views) >= _MOST_VIEWS:
            loose = f"the image is one more than {_MOST_VIEWS} images of one item"
        if loose is not None:
            yield LetterItem(
                kind=ItemKind.LOOSE_IMAGE, offset=record.offset, sequence=sequence, fault=loose
            )
        elif item is not None and detail is not None:
            item.views.append(self._view(detail, record))

    def _view(self, detail: Record, record: Record) -> View:
        side = Side.BACK if detail.field(VIEW_SIDE) == "1" else Side.FRONT
        compression = detail.field(VIEW_COMPRESSION).strip()
        image = self._usable(detail, record)
        bilevel = isinstance(image, ImageView) and (
            image.format == "TIFF" and compression in (_GROUP_4, "")
        )
        return View(side, image, bilevel)

    def _usable(self, detail: Record, record: Record) -> ImageView | str:
        """Return the image of a record, or what is wrong with it after the word 'image'."""
        if detail.field(VIEW_SIDE) not in ("0", "1"):
            return f"shows no side that is known: '{clean(detail.field(VIEW_SIDE))}'"
        if detail.field(VIEW_PRESENT) == "0":
            return "is not in the letter, says its record 50"
        part = detail.field(VIEW_DESCRIPTOR).strip()
        if part not in _FULL_VIEWS or record.field(IMAGE_CLIPPING) not in (" ", "0", ""):
            return "shows a part of the cheque only"
        place = image_place(self._file, self._layout, record.offset)
        if place is None:
            return "has no length that is a number"
        if place.offset + place.length > record.offset + record.length:
            return f"claims {place.length} bytes and reaches beyond its record"
        image = self._file.view(place.offset, place.length)
        # What the image is counts, before what its record says; but that tells why it is not read.
        named = _UNREAD_FORMATS.get(detail.field(VIEW_FORMAT))
        if isinstance(image, str) and place.length and named is not None:
            return f"is in the format {named}, which is not read"
        return image

    def _close(self) -> Iterator[LetterItem]:
        item, self._open, self._detail = self._open, None, None
        if item is None:
            return
        front, back = chosen(item.views, Side.FRONT), chosen(item.views, Side.BACK)
        fault = _fault(item, front=front)
        line = read_micr(
            auxiliary=item.auxiliary,
            processing=item.processing,
            routing=item.routing,
            on_us=item.on_us,
            amount=item.amount,
        )
        if fault is None and UNREAD in line.account:
            fault = f"the account was not read in full on the MICR line: {line.account}"
        yield LetterItem(
            kind=item.kind,
            offset=item.record.offset,
            sequence=clean(item.sequence),
            account=line.account,
            routing=clean(item.routing),
            serial=line.serial,
            amount=number(item.amount),
            micr_line=line.text,
            front=front if isinstance(front, ImageView) else None,
            back=back if isinstance(back, ImageView) else None,
            fault=fault,
        )
        if item.damage is not None and isinstance(front, ImageView):
            yield LetterItem(
                kind=ItemKind.DAMAGE, offset=item.damage.offset, fault=_damage(item.damage)
            )


_ITEMS: Final = {
    "25": (ItemKind.CHEQUE, CHEQUE_25),
    "31": (ItemKind.RETURN, RETURN_31),
    "61": (ItemKind.CREDIT, CREDIT_61),
    "62": (ItemKind.CREDIT, CREDIT_62),
}


def _has_usage_indicator(record: Record) -> bool:
    """Whether a record 61 is of the kind whose fields are one place further on."""
    moved = record.field(CREDIT_61_WITH_INDICATOR.routing)
    return not record.field(CREDIT_61.routing).isdigit() and moved.isdigit()


def _fault(item: _Open, *, front: ImageView | str | None) -> str | None:
    if item.record.length < RECORD_BYTES:
        return (
            f"record {item.record.type} is damaged: it has {item.record.length} bytes instead of "
            f"{RECORD_BYTES}"
        )
    if item.kind is ItemKind.CREDIT:
        return "the item is a credit, which no signature of an account orders"
    if number(item.amount) is None:
        return f"record {item.record.type} is damaged: its amount is '{clean(item.amount)}'"
    if not clean(item.routing).replace("-", "").replace(" ", "").isdigit():
        return (
            f"record {item.record.type} is damaged: its routing number is '{clean(item.routing)}'"
        )
    if isinstance(front, ImageView):
        return None
    if item.damage is not None:
        return f"the image of the front is lost: {_damage(item.damage)}"
    if front is None:
        return "the letter holds no image of the front of this cheque"
    return f"the image of the front can't be used: it {front}"


def _damage(gap: Gap) -> str:
    return (
        f"the letter is damaged at byte {gap.offset}: {gap.reason}; "
        f"{gap.end - gap.offset} bytes were left out"
    )


def _bare(sequence: str) -> str:
    """Return a sequence number without the blanks and zeros that writers fill it up with."""
    return sequence.replace(" ", "").lstrip("0")
