"""Writes X9 letters of every layout, by the record tables and apart from the program's reader."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.helpers.scribbles import scribble

ROUTING = "122000661"
BANK = "061000146"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One image of an item, as records 50 and 52 describe it."""

    data: bytes
    side: str = "0"
    format: str = "00"
    compression: str = "00"
    descriptor: str = "00"
    present: str = "1"
    clipping: str = "0"
    sequence: str | None = None
    key: str = ""
    signature: bytes = b""
    claimed: int | None = None
    with_detail: bool = True


@dataclass(frozen=True, kw_only=True)
class Cheque:
    """An item of a letter."""

    account: str = "4711"
    serial: str = "1001"
    amount: int = 12_345
    sequence: str = ""
    type: str = "25"
    auxiliary: str = ""
    routing: str = ROUTING
    pictures: Sequence[Picture] = ()
    addenda: Sequence[str] = ()


@dataclass(kw_only=True)
class Writer:
    """How to write a letter.

    Attributes:
        prefix: byte order of the record lengths; empty for none.
        encoding: the code of the text.
        bundle: number of items in a bundle.
        new_line: what ends each record.
        changed: control fields to be written otherwise, by record type: where and what.
    """

    prefix: str = "big"
    encoding: str = "cp037"
    bundle: int = 300
    new_line: bytes = b""
    changed: dict[str, tuple[int, str]] = field(default_factory=dict)
    with_credits: bool = False

    def record(self, text: str, tail: bytes = b"") -> bytes:
        """Return one record with its length."""
        body = text.encode(self.encoding) + tail
        length = len(body).to_bytes(4, self.prefix) if self.prefix else b""  # type: ignore[arg-type]
        return length + body + self.new_line

    def fixed(self, text: str) -> bytes:
        """Return a record of 80 characters, with the changes that were asked for."""
        where, instead = self.changed.get(text[:2], (0, ""))
        text = text[:where] + instead + text[where + len(instead) :]
        return self.record(f"{text:<80}")

    def letter(self, items: Iterable[Cheque]) -> Iterator[bytes]:
        """Yield a file of one cash letter, record by record."""
        total = Sums()

        def out(data: bytes) -> bytes:
            total.records += 1
            return data

        yield out(self.fixed(f"0103T{BANK}{ROUTING}202611301530N{'Paying':<18}{'Other':<18}1US"))
        yield out(self.fixed(f"1001{BANK}{ROUTING}2026113020261130{'1530':<4}IG00000001"))
        letter = Sums()
        numbers = itertools.count(1)
        remaining = iter(items)
        groups = iter(lambda: list(itertools.islice(remaining, self.bundle)), [])
        for number, group in enumerate(groups, start=1):
            yield out(self.fixed(f"2001{BANK}{ROUTING}2026113020261130{number:010d}{number:04d}01"))
            bundle = Sums()
            for item in group:
                item = replace(item, sequence=item.sequence or f"{next(numbers):015d}")
                bundle.add(item, with_credits=self.with_credits)
                for data in self.item(item):
                    yield out(data)
            yield out(
                self.fixed(
                    f"70{bundle.items:04d}{bundle.amount:012d}{bundle.valid:012d}"
                    f"{bundle.images:05d}{'':20}{int(self.with_credits)}"
                )
            )
            letter.include(bundle)
        yield out(
            self.fixed(
                f"90{letter.parts:06d}{letter.items:08d}{letter.amount:014d}{letter.images:09d}"
                f"{'Other':<18}20261130{int(self.with_credits)}"
            )
        )
        yield self.fixed(
            f"99000001{total.records + 1:08d}{letter.items:08d}{letter.amount:016d}"
            f"{'':24}{int(self.with_credits)}"
        )

    def item(self, item: Cheque) -> Iterator[bytes]:
        """Yield the records of an item."""
        on_us = f"{item.account}/{item.serial}"[:20]
        head = f"{item.auxiliary:>15} {item.routing:<9}{on_us:>20}"
        match item.type:
            case "31":
                yield self.fixed(
                    f"31{item.routing:<9}{on_us:>20}{item.amount:010d}A01G20261129"
                    f"{item.sequence:<15}  "
                )
                yield self.fixed(f"33{'Paying':<18}{item.auxiliary:>15}")
            case "61":
                yield self.fixed(f"61{head}{item.amount:010d}{item.sequence:<15}G13")
            case "61 with indicator":
                yield self.fixed(f"61 {head}{item.amount:010d}{item.sequence:<15}G1 3")
            case "62":
                yield self.record(f"{f'62{head}{item.amount:014d}{item.sequence:<15}G103':<100}")
            case _:
                yield self.fixed(f"25{head}{item.amount:010d}{item.sequence:<15}G01Y000B")
        for text in item.addenda:
            yield self.record(text)
        for picture in item.pictures:
            yield from self.picture(picture, sequence=item.sequence)

    def picture(self, picture: Picture, *, sequence: str) -> Iterator[bytes]:
        """Yield the records of an image."""
        if picture.with_detail:
            yield self.fixed(
                f"50{picture.present}{BANK}20261130{picture.format}{picture.compression}"
                f"{0:07d}{picture.side}{picture.descriptor}0"
            )
        if picture.present == "0" and not picture.data:
            return
        sequence = sequence if picture.sequence is None else picture.sequence
        text = (
            f"52{BANK}2026113001{sequence:<15}{'':48}{picture.clipping}{'':16}"
            f"{len(picture.key):04d}{picture.key}{len(picture.signature):05d}"
        )
        length = len(picture.data) if picture.claimed is None else picture.claimed
        tail = picture.signature + f"{length:07d}".encode(self.encoding) + picture.data
        yield self.record(text, tail)


@dataclass
class Sums:
    """What control records count."""

    items: int = 0
    amount: int = 0
    valid: int = 0
    images: int = 0
    parts: int = 0
    records: int = 0

    def add(self, item: Cheque, *, with_credits: bool) -> None:
        """Count an item."""
        self.images += len(item.pictures)
        if item.type.startswith("6") and not with_credits:
            return
        self.items += 1
        self.amount += item.amount
        self.valid += item.amount if item.type == "25" else 0

    def include(self, bundle: Sums) -> None:
        """Count a bundle."""
        self.parts += 1
        self.items += bundle.items
        self.amount += bundle.amount
        self.images += bundle.images


def letter(items: Iterable[Cheque], **options: object) -> bytes:
    """Return a whole letter; the options are those of `Writer`."""
    return b"".join(Writer(**options).letter(items))  # type: ignore[arg-type]


def group_4(pixels: NDArray[np.uint8]) -> bytes:
    """Return a TIFF file with two levels, as most letters hold them, at 200 dpi."""
    stream = BytesIO()
    image = Image.fromarray(pixels).point(lambda level: 255 * (level > 128)).convert("1")
    image.save(stream, format="TIFF", compression="group4", dpi=(200, 200))
    return stream.getvalue()


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """Return a grey JPEG file at 100 dpi, as India's letters hold it."""
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, format="JPEG", quality=85, dpi=(100, 100))
    return stream.getvalue()


@functools.cache
def signed(hand: int, variation: int = 0) -> bytes:
    """Return an image with one made-up signature, in two levels."""
    return group_4(scribble(seed=hand, variation=variation))


@functools.cache
def signed_grey(hand: int, variation: int = 0) -> bytes:
    """Return an image with one made-up signature, in grey."""
    return jpeg(scribble(seed=hand, variation=variation))


@functools.cache
def back() -> bytes:
    """Return the image of an empty back."""
    return group_4(np.full((150, 420), 255, np.uint8))


def both_sides(hand: int, variation: int = 0) -> tuple[Picture, Picture]:
    """Return the front and the back of a cheque that is nothing but a signature."""
    return Picture(data=signed(hand, variation)), Picture(data=back(), side="1")
