"""The control totals of an X9 letter, compared with what the letter holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sigverify.letters.framing import Record
from sigverify.letters.items import written_amount
from sigverify.letters.records import (
    BUNDLE_AMOUNT,
    BUNDLE_IMAGES,
    BUNDLE_ITEMS,
    BUNDLE_VALID_AMOUNT,
    FILE_AMOUNT,
    FILE_ITEMS,
    FILE_LETTERS,
    FILE_RECORDS,
    LETTER_AMOUNT,
    LETTER_BUNDLES,
    LETTER_IMAGES,
    LETTER_ITEMS,
    ROUTING_AMOUNT,
    ROUTING_ITEMS,
    ROUTING_NUMBER,
    clean,
    number,
)

# Routing numbers that are summed up by themselves; a cash letter goes to one bank.
_MOST_ROUTINGS: Final = 10_000


@dataclass(slots=True)
class Counts:
    """What a bundle, a cash letter or a file holds.

    Attributes:
        items: number of cheques and returns.
        amount: their sum, in hundredths.
        valid_amount: the sum of those whose MICR line was read without fault.
        credits: number of credits.
        credit_amount: their sum.
        views: number of records 50.
        images: number of records 52.
        parts: number of bundles in a cash letter, or of cash letters in a file.
        records: number of records.
    """

    items: int = 0
    amount: int = 0
    valid_amount: int = 0
    credits: int = 0
    credit_amount: int = 0
    views: int = 0
    images: int = 0
    parts: int = 0
    records: int = 0


@dataclass(slots=True)
class Totals:
    """Counts a letter while it is read, and compares each control record with the counts.

    Attributes:
        bundle: the counts since the last bundle control.
        letter: the counts since the last cash letter control.
        file: the counts since the last file control.
    """

    bundle: Counts = field(default_factory=Counts)
    letter: Counts = field(default_factory=Counts)
    file: Counts = field(default_factory=Counts)
    _routings: dict[str, tuple[int, int]] = field(default_factory=dict)

    def item(self, *, routing: str, amount: int, micr_valid: bool) -> None:
        """Count a cheque or a return."""
        for counts in (self.bundle, self.letter, self.file):
            counts.items += 1
            counts.amount += amount
            counts.valid_amount += amount if micr_valid else 0
        if routing in self._routings or len(self._routings) < _MOST_ROUTINGS:
            items, before = self._routings.get(routing, (0, 0))
            self._routings[routing] = (items + 1, before + amount)

    def credit(self, amount: int) -> None:
        """Count a credit."""
        for counts in (self.bundle, self.letter, self.file):
            counts.credits += 1
            counts.credit_amount += amount

    def view(self) -> None:
        """Count a record 50."""
        for counts in (self.bundle, self.letter, self.file):
            counts.views += 1

    def image(self) -> None:
        """Count a record 52."""
        for counts in (self.bundle, self.letter, self.file):
            counts.images += 1

    def record(self) -> None:
        """Count a record of any type."""
        self.file.records += 1

    def differences(self, control: Record) -> list[str]:
        """Compare a control record (70, 85, 90 or 99) with the counts, and count anew after it."""
        match control.type:
            case "70":
                found = list(self._bundle(control))
                self.letter.parts += 1
                self.bundle = Counts()
            case "85":
                found = list(self._routing(control))
            case "90":
                found = list(self._letter(control))
                self.file.parts += 1
                self.letter, self.bundle, self._routings = Counts(), Counts(), {}
            case _:
                found = list(self._file(control))
                self.file = Counts()
        return found

    def _bundle(self, control: Record) -> Iterator[str]:
        have = self.bundle
        yield from _items("the bundle", control.field(BUNDLE_ITEMS), have)
        yield from _amounts("the bundle", control.field(BUNDLE_AMOUNT), have)
        valid = number(control.field(BUNDLE_VALID_AMOUNT))
        if valid and valid != have.valid_amount:
            yield (
                f"the control record of the bundle says {written_amount(valid)} for items with a "
                f"good MICR line, the bundle holds {written_amount(have.valid_amount)}"
            )
        yield from _images("the bundle", control.field(BUNDLE_IMAGES), have)

    def _routing(self, control: Record) -> Iterator[str]:
        routing = clean(control.field(ROUTING_NUMBER))
        items, amount = self._routings.get(routing, (0, 0))
        name = f"routing number {routing}"
        yield from _items(name, control.field(ROUTING_ITEMS), Counts(items=items))
        yield from _amounts(name, control.field(ROUTING_AMOUNT), Counts(amount=amount))

    def _letter(self, control: Record) -> Iterator[str]:
        have = self.letter
        yield from _count("the cash letter", "bundles", control.field(LETTER_BUNDLES), have.parts)
        yield from _items("the cash letter", control.field(LETTER_ITEMS), have)
        yield from _amounts("the cash letter", control.field(LETTER_AMOUNT), have)
        yield from _images("the cash letter", control.field(LETTER_IMAGES), have)

    def _file(self, control: Record) -> Iterator[str]:
        have = self.file
        yield from _count("the file", "cash letters", control.field(FILE_LETTERS), have.parts)
        # One writer in use leaves credits out of its records (decision 0020).
        records = (have.records, have.records - have.credits)
        yield from _count("the file", "records", control.field(FILE_RECORDS), *records)
        yield from _items("the file", control.field(FILE_ITEMS), have)
        yield from _amounts("the file", control.field(FILE_AMOUNT), have)


def _items(name: str, stated: str, have: Counts) -> Iterator[str]:
    """Credits may be counted or not: clearing arrangements differ."""
    return _count(name, "items", stated, have.items, have.items + have.credits)


def _images(name: str, stated: str, have: Counts) -> Iterator[str]:
    return _count(name, "images", stated, have.images, have.views)


def _count(name: str, what: str, stated: str, *have: int) -> Iterator[str]:
    found = number(stated)
    if found is None and stated.strip():
        yield f"the control record of {name} has no number of {what}: '{clean(stated)}'"
    elif found is not None and found not in have:
        yield f"the control record of {name} says {found} {what}, {name} holds {have[0]}"


def _amounts(name: str, stated: str, have: Counts) -> Iterator[str]:
    found = number(stated)
    if found is None and stated.strip():
        yield f"the control record of {name} has no amount: '{clean(stated)}'"
    elif found is not None and found not in (have.amount, have.amount + have.credit_amount):
        yield (
            f"the control record of {name} says {written_amount(found)}, {name} holds "
            f"{written_amount(have.amount)}"
        )
