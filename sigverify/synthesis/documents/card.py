"""Made-up documents with specimens: signature cards, sheets, forms, passports and cut-out slips.

Banks do not keep clean crops. Each kind has its own print around the places to sign, and traces
that scans have: bars and frames that a tail touches, a name printed through the signature,
somebody's handwriting cut off at the edge, writing that shows through from the back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from sigverify.synthesis.documents.cheque import (
    ComposedCheque,
    box_around,
    placed_signatures,
    write_entry,
)
from sigverify.synthesis.documents.form import (
    FieldKind,
    FormField,
    Kit,
    Slot,
    bank_head,
    company,
    label,
    make_kit,
    ruled,
)
from sigverify.synthesis.documents.handwriting import made_up_person, made_up_writer
from sigverify.synthesis.documents.lettering import Face
from sigverify.synthesis.documents.micr import bars
from sigverify.synthesis.documents.security import background, screen, tint, waves
from sigverify.synthesis.documents.sheet import Mask, Sheet, blank_sheet
from sigverify.synthesis.documents.traces import carbon_copy, show_through
from sigverify.synthesis.signatures.pen import random_pen


class CardKind(StrEnum):
    """The kinds of documents with specimens."""

    CARD = "card"
    SPECIMENS = "specimens"
    FORM = "form"
    PASSPORT = "passport"
    SLIP = "slip"


SIZE_MM = {
    CardKind.CARD: (127.0, 76.0),
    CardKind.SPECIMENS: (148.0, 105.0),
    CardKind.FORM: (190.0, 120.0),
    CardKind.PASSPORT: (125.0, 88.0),
    CardKind.SLIP: (80.0, 34.0),
}


def compose_card(
    rng: np.random.Generator,
    *,
    kind: CardKind | None = None,
    signatures: Sequence[Mask] | None = None,
    dpi: float = 200.0,
) -> ComposedCheque:
    """Make up a document with one or more specimens.

    Args:
        rng: decides everything that is not given.
        kind: the kind of document; drawn if None.
        signatures: ink of the signatures to put on it, as for `compose_cheque`. If None, made-up
            people sign.
        dpi: pixels per inch.

    Raises:
        ValueError: a signature is given that holds no ink.
    """
    if kind is None:
        kind = list(CardKind)[int(rng.integers(len(CardKind)))]
    kit = make_kit(rng)
    pen = random_pen(rng)
    width, height = SIZE_MM[kind]
    tone = int(rng.integers(228, 254))
    sheet = blank_sheet(
        width_mm=width * rng.uniform(0.95, 1.08),
        height_mm=height * rng.uniform(0.95, 1.08),
        dpi=dpi,
        colour=(tone - int(rng.integers(0, 14)), tone, tone),
    )
    if kind is CardKind.PASSPORT or rng.random() < 0.25:
        background(sheet, rng=rng, ink=pen.colour, amount=rng.uniform(0.3, 0.9))
    if rng.random() < 0.25:
        show_through(sheet, rng=rng)
    slots = _PRINTERS[kind](sheet, kit, rng)
    filled_in = np.zeros(sheet.image.shape[:2], np.uint8)
    _neighbour(sheet, onto=filled_in, rng=rng)
    masks = []
    placed = placed_signatures(signatures, slots, sheet=sheet, pen=pen, rng=rng)
    for ink, (x, y), slot in placed:
        copied, colour = ink, pen.colour
        if rng.random() < 0.12:
            copied, colour = carbon_copy(ink, rng=rng)
        sheet.ink(copied, x=x, y=y, colour=colour)
        mask = np.zeros(sheet.image.shape[:2], np.uint8)
        sheet.note(ink, x=x, y=y, onto=mask)
        masks.append(mask)
        _print_at(sheet, kit, slot, x=x, y=y, ink=ink, rng=rng)
    return ComposedCheque(
        image=sheet.image,
        boxes=tuple(box_around(mask) for mask in masks),
        ink_masks=tuple(masks),
        filled_in=filled_in,
        dpi=dpi,
        layout=kind,
    )


def _card(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> list[Slot]:
    """A bank's signature card: head, account and name, and a framed place to sign."""
    w, h = sheet.width_mm, sheet.height_mm
    bank_head(sheet, kit, x=4, y=9, cap=2.4, rng=rng)
    label(sheet, kit, f"Account  {rng.integers(10**7, 10**9)}", x=4, y=24)
    name = made_up_person(rng)
    sheet.text(name.upper(), x=4, y=30, cap=2.0, face=kit.body, colour=kit.ink)
    top, tall = 34.0, rng.uniform(18, 26)
    count = int(rng.choice([1, 2], p=[0.6, 0.4]))
    wide = (w - 8 - 4 * (count - 1)) / count
    slots = []
    for place in range(count):
        left = 4 + place * (wide + 4)
        if rng.random() < 0.7:
            sheet.frame(x=left, y=top, w=wide, h=tall, thick=0.25, colour=kit.ink)
        else:
            ruled(sheet, kit, x=left, y=top + tall, length=wide, rng=rng)
        label(sheet, kit, f"Specimen signature {place + 1}", x=left + 1, y=top + tall + 3)
        slots.append(Slot(x=left + 1, y=top + 1, w=wide - 2, h=tall - 2))
    label(sheet, kit, "Date", x=4, y=h - 5)
    ruled(sheet, kit, x=14, y=h - 4.5, length=30, rng=rng)
    return slots


def _specimens(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> list[Slot]:
    """A sheet with a table of boxes, each for one signature."""
    w, h = sheet.width_mm, sheet.height_mm
    bank_head(sheet, kit, x=5, y=9, cap=2.2, rng=rng)
    columns, rows = int(rng.integers(1, 3)), int(rng.integers(2, 4))
    top = 22.0
    wide, tall = (w - 10) / columns, (h - top - 8) / rows
    slots = []
    for place in range(columns * rows):
        x, y = 5 + place % columns * wide, top + place // columns * tall
        sheet.frame(x=x, y=y, w=wide + 0.2, h=tall + 0.2, thick=0.25, colour=kit.ink)
        label(sheet, kit, f"{place + 1}.", x=x + 1, y=y + 3)
        slots.append(Slot(x=x + 7, y=y + 2, w=wide - 12, h=tall - 5))
    return slots


def _form(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> list[Slot]:
    """The foot of an application: paragraphs, boxes to tick, a line or a box to sign."""
    w, h = sheet.width_mm, sheet.height_mm
    y = 8.0
    for _ in range(int(rng.integers(5, 12))):
        words = " ".join(made_up_person(rng) for _ in range(9))
        label(sheet, kit, words[: int(rng.integers(60, 95))], x=8, y=y, cap=1.5)
        y += rng.uniform(3.4, 4.6)
    for _ in range(int(rng.integers(1, 4))):
        sheet.frame(x=8, y=y, w=3.2, h=3.2, thick=0.2, colour=kit.ink)
        label(sheet, kit, f"I agree, {made_up_person(rng)}", x=13, y=y + 2.7)
        y += 5.2
    tall = rng.uniform(16, 22)
    top = min(y + 6, h - tall - 8)
    left, wide = w * rng.uniform(0.42, 0.52), w * 0.42
    if rng.random() < 0.5:
        sheet.frame(x=left, y=top, w=wide, h=tall, thick=0.3, colour=kit.ink)
    else:
        ruled(sheet, kit, x=left, y=top + tall, length=wide, rng=rng)
    label(sheet, kit, "Signature of applicant", x=left + 1, y=top + tall + 3.2)
    label(sheet, kit, "Place and date", x=8, y=top + tall + 3.2)
    ruled(sheet, kit, x=8, y=top + tall, length=0.3 * w, rng=rng)
    return [Slot(x=left + 1, y=top + 1, w=wide - 2, h=tall - 1)]


def _passport(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> list[Slot]:
    """The page of a passport: fields, a portrait's place, dense lines, lines for machines."""
    w, h = sheet.width_mm, sheet.height_mm
    pixels = {"height": sheet.image.shape[0], "width": sheet.image.shape[1]}
    for pattern in (waves, screen):
        mask = pattern(rng, **pixels, px_per_mm=sheet.px_per_mm)
        colour = tint(rng, strength=rng.uniform(0.2, 0.6))
        sheet.ink(mask, x=0, y=0, colour=colour)
    sheet.field(x=5, y=12, w=32, h=42, colour=tint(rng, strength=0.4))
    for row in range(5):
        label(sheet, kit, "Name / Nom", x=42, y=14 + 8 * row, cap=1.1)
        sheet.text(
            made_up_person(rng).upper(), x=42, y=18 + 8 * row, cap=2.0, face=kit.body,
            colour=kit.ink,
        )  # fmt: skip
    face = Face(typewriter=True, bold=3)
    for row in range(2):
        line = f"P<{made_up_person(rng).upper().replace(' ', '<<')}{'<' * 44}"[:44]
        sheet.text(
            line, x=5, y=h - 10 + 6 * row, cap=2.4, face=face, colour=(30, 30, 30),
            max_width_mm=w - 10,
        )  # fmt: skip
    slot = Slot(x=w - 56, y=h - 32, w=50, h=13)
    label(sheet, kit, "Signature of bearer / Signature du titulaire", x=slot.x, y=h - 17, cap=1.1)
    return [slot]


def _slip(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> list[Slot]:
    """A cut-out as a clerk makes it: a name, words and a bar code close to the signature."""
    w, h = sheet.width_mm, sheet.height_mm
    if rng.random() < 0.6:
        ruled(sheet, kit, x=-2, y=h - 9, length=w + 4, rng=rng)
    label(sheet, kit, "Please sign above", x=w * 0.4, y=h - 1.5)
    return [Slot(x=4, y=2, w=w - 14, h=h - 11)]


def _print_at(
    sheet: Sheet,
    kit: Kit,
    slot: Slot,
    *,
    x: float,
    y: float,
    ink: Mask,
    rng: np.random.Generator,
) -> None:
    """Print that a signature runs into: a name, a bar code, the edge of a frame."""
    w, h = ink.shape[1] / sheet.px_per_mm, ink.shape[0] / sheet.px_per_mm
    if rng.random() < 0.4:
        name = made_up_person(rng) if rng.random() < 0.7 else company(rng)
        if rng.random() < 0.6:
            name = name.upper()
        sheet.text(
            name,
            x=x + rng.uniform(0.2, 0.8) * w,
            y=y + rng.uniform(0.6, 1.3) * h,
            cap=rng.uniform(1.6, 2.6),
            face=kit.body,
            colour=kit.ink,
            anchor=0.5,
        )
    if rng.random() < 0.25:
        code = bars(
            rng,
            length_mm=rng.uniform(12, 26),
            height_mm=rng.uniform(4, 7),
            px_per_mm=sheet.px_per_mm,
        )
        if rng.random() < 0.75:
            code = np.ascontiguousarray(np.rot90(code))
        left = x + w - rng.uniform(-1.0, 2.5)
        sheet.ink(code, x=left, y=y + rng.uniform(-0.4, 0.2) * h, colour=(30, 30, 30))
    if rng.random() < 0.2:
        edge = y + h * rng.uniform(0.75, 1.0)
        sheet.rule(x=slot.x - 1, y=edge, length=slot.w + 2, thick=0.25, colour=kit.ink)


def _neighbour(sheet: Sheet, *, onto: Mask, rng: np.random.Generator) -> None:
    """Somebody's handwriting at an edge, most of it off the sheet."""
    if rng.random() >= 0.35:
        return
    writer = made_up_writer(rng)
    edge = -8.0 if rng.random() < 0.5 else sheet.width_mm - rng.uniform(3, 9)
    field = FormField(
        kind=FieldKind.NOTE,
        x=edge,
        y=rng.uniform(0.3, 1.0) * sheet.height_mm,
        length=26,
        x_height=rng.uniform(2.2, 4.0),
    )
    write_entry(sheet, made_up_person(rng), field, writer, onto=onto, rng=rng)


_PRINTERS: dict[CardKind, Callable[[Sheet, Kit, np.random.Generator], list[Slot]]] = {
    CardKind.CARD: _card,
    CardKind.SPECIMENS: _specimens,
    CardKind.FORM: _form,
    CardKind.PASSPORT: _passport,
    CardKind.SLIP: _slip,
}
