"""Made-up cheques: a form with filled-in fields and signatures.

The cheque is flat and in colour, as from a good scanner; ``capture`` makes poor scans and
photographs of it. The ink of each signature is known to the pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.synthesis.documents.form import FieldKind, FormField, Slot, edge_marks, make_kit
from sigverify.synthesis.documents.handwriting import (
    Writer,
    amount_in_words,
    made_up_person,
    made_up_writer,
    write_line,
)
from sigverify.synthesis.documents.layouts import SIZE_MM, Layout, print_form
from sigverify.synthesis.documents.lettering import Face
from sigverify.synthesis.documents.security import background
from sigverify.synthesis.documents.sheet import Mask, Sheet, blank_sheet
from sigverify.synthesis.documents.stamps import press_stamp
from sigverify.synthesis.signatures.hand import made_up_name
from sigverify.synthesis.signatures.pen import Pen, draw, random_pen
from sigverify.synthesis.signatures.signer import Signer, make_signer
from sigverify.terms import Box

INK_LEVEL = 64
"""Coverage from which a pixel of a mask counts as ink for the box around it."""
_UNSIGNED_ODDS = 0.08
_TWICE_SIGNED_ODDS = 0.5
"""Probability of a second signature on a form with a second place for it."""
_SAME_SIGNER_ODDS = 0.6
"""Probability that one person signs in all places of a document with specimens."""


@dataclass(frozen=True, slots=True)
class ComposedCheque:
    """A cheque with its ground truth.

    Attributes:
        image: (H, W, 3) uint8 BGR; grey and bilevel captures have three equal channels.
        boxes: a tight box around the ink of each signature, in pixels; empty if unsigned.
        ink_masks: for each signature (H, W) uint8, 0 = none, 255 = full ink.
        filled_in: (H, W) uint8, coverage of the handwriting that is not a signature.
        dpi: pixels per inch of the paper (before any perspective).
        layout: the kind of form or of another document.
        degrees: clockwise rotation that makes the cheque level.
        micr: the text of the machine-readable line; empty if there is none.
    """

    image: Image
    boxes: tuple[Box, ...]
    ink_masks: tuple[Mask, ...]
    filled_in: Mask
    dpi: float
    layout: StrEnum
    degrees: float = 0.0
    micr: str = ""


def compose_cheque(
    rng: np.random.Generator,
    *,
    style: Layout | None = None,
    signatures: Sequence[Mask] | None = None,
    dpi: float = 200.0,
) -> ComposedCheque:
    """Make up a cheque.

    Args:
        rng: decides everything that is not given.
        style: the kind of form; drawn if None.
        signatures: ink of the signatures to put on it, each (H, W) uint8, 0 = paper, 255 = ink,
            tight or with a border, of any resolution; an empty sequence leaves the cheque
            unsigned. If None, made-up people sign (none, one or two of them).
        dpi: pixels per inch.

    Raises:
        ValueError: a signature is given that holds no ink.
    """
    if style is None:
        style = list(Layout)[int(rng.integers(len(Layout)))]
    kit = make_kit(rng)
    signing_pen = _with_usual_width(random_pen(rng))
    sheet = _paper(style, dpi=dpi, rng=rng)
    amount = float(np.clip(rng.beta(1.3, 1.3), 0.0, 1.0))
    background(sheet, rng=rng, ink=signing_pen.colour, amount=amount)
    edge_marks(sheet, kit, rng=rng)
    form = print_form(style, sheet=sheet, kit=kit, rng=rng)
    if rng.random() < 0.2:
        _stamp_somewhere(sheet, rng=rng)

    writer = made_up_writer(rng)
    if rng.random() < 0.6:  # one pen for all
        writer = replace(writer, pen=replace(signing_pen, width_mm=writer.pen.width_mm))
    filled_in = np.zeros(sheet.image.shape[:2], np.uint8)
    _fill_in(sheet, form.fields, writer, onto=filled_in, rng=rng)

    inks = _signatures(signatures, form.slots, sheet=sheet, pen=signing_pen, rng=rng)
    masks = []
    for ink, slot in zip(inks, _slots_for(len(inks), form.slots), strict=True):
        x, y = _where(ink, slot, sheet=sheet, rng=rng)
        sheet.ink(ink, x=x, y=y, colour=signing_pen.colour)
        mask = np.zeros(sheet.image.shape[:2], np.uint8)
        sheet.note(ink, x=x, y=y, onto=mask)
        masks.append(mask)
        if rng.random() < 0.06:
            press_stamp(sheet, x=x + rng.normal(8, 12), y=y + rng.normal(5, 6), rng=rng)
    return ComposedCheque(
        image=sheet.image,
        boxes=tuple(box_around(mask) for mask in masks),
        ink_masks=tuple(masks),
        filled_in=filled_in,
        dpi=dpi,
        layout=style,
        micr=form.micr,
    )


def box_around(mask: Mask) -> Box:
    """The tight box around a mask's ink.

    Raises:
        ValueError: the mask holds no ink.
    """
    rows = np.flatnonzero((mask >= INK_LEVEL).any(axis=1))
    columns = np.flatnonzero((mask >= INK_LEVEL).any(axis=0))
    if rows.size == 0:
        raise ValueError("there is no ink to draw a box around")
    return Box(
        x=int(columns[0]),
        y=int(rows[0]),
        w=int(columns[-1] - columns[0]) + 1,
        h=int(rows[-1] - rows[0]) + 1,
    )


def _paper(layout: Layout, *, dpi: float, rng: np.random.Generator) -> Sheet:
    width, height = SIZE_MM[layout]
    tone = int(rng.integers(238, 256))
    warm = int(rng.integers(0, 8))
    return blank_sheet(
        width_mm=width * rng.uniform(0.96, 1.06),
        height_mm=height * rng.uniform(0.98, 1.06),
        dpi=dpi,
        colour=(tone - warm, tone, tone),
    )


def _with_usual_width(pen: Pen) -> Pen:
    """The pen with a width of 0.28 to 0.85 mm."""
    return replace(pen, width_mm=float(np.clip(pen.width_mm, 0.28, 0.85)))


def _stamp_somewhere(sheet: Sheet, *, rng: np.random.Generator) -> None:
    x = rng.uniform(0.1, 0.9) * sheet.width_mm
    press_stamp(sheet, x=x, y=rng.uniform(0.2, 0.8) * sheet.height_mm, rng=rng)


def _fill_in(
    sheet: Sheet,
    fields: Sequence[FormField],
    writer: Writer,
    *,
    onto: Mask,
    rng: np.random.Generator,
) -> None:
    """Fill in the fields, by hand or (payee and amounts only) in print."""
    amount = int(10 ** rng.uniform(1.5, 5.9))
    by_machine = rng.random() < 0.12
    typewriter = Face(typewriter=True, bold=3)
    for field in fields:
        text = _words_for(field.kind, amount, rng=rng)
        if field.cells:
            text = "".join(char for char in text if char.isdigit())
        if rng.random() < 0.04:
            continue  # left empty
        if by_machine:
            sheet.text(
                text,
                x=field.x + 1,
                y=field.y,
                cap=2.2,
                face=typewriter,
                colour=(60, 55, 55),
                max_width_mm=field.length,
            )
        elif field.cells:
            pitch = field.length / field.cells
            for place, digit in enumerate(text[: field.cells]):
                shift = field.x + (place + 0.3 + rng.normal(0, 0.06)) * pitch
                cell = replace(field, x=shift, length=pitch, cells=0)
                write_entry(sheet, digit, cell, writer, onto=onto, rng=rng)
        else:
            write_entry(sheet, text, field, writer, onto=onto, rng=rng)


def _words_for(kind: FieldKind, amount: int, *, rng: np.random.Generator) -> str:
    if kind is FieldKind.PAYEE:
        return made_up_person(rng)
    if kind is FieldKind.WORDS:
        return f"{amount_in_words(amount)} {rng.choice(['Only', 'only', 'and 00/100', '-'])!s}"
    if kind is FieldKind.AMOUNT:
        digits = f"{amount:,}" if rng.random() < 0.6 else str(amount)
        return digits + str(rng.choice(["/-", ".00", "", "=", "-"]))
    if kind is FieldKind.DATE:
        day, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(2005, 2026)
        return (
            f"{day:02d}/{month:02d}/{year}"
            if rng.random() < 0.4
            else f"{day:02d} {month:02d} {year}"
        )
    return made_up_name(rng, letters=int(rng.integers(4, 10)))


def write_entry(
    sheet: Sheet,
    text: str,
    field: FormField,
    writer: Writer,
    *,
    onto: Mask,
    rng: np.random.Generator,
) -> None:
    """Write an entry by hand into a field.

    Args:
        sheet: the form.
        text: the entry.
        field: its place.
        writer: who writes.
        onto: (H, W) uint8 of the sheet's size, to which the ink is added.
        rng: decides the variation.
    """
    line = write_line(
        text,
        writer=writer,
        x_height_mm=field.x_height * rng.uniform(0.85, 1.2),
        max_width_mm=field.length,
        rng=rng,
    )
    left, top, _, _ = line.bounds_mm()
    ink = draw(line, dpi=sheet.dpi, pen=writer.pen, rng=rng, margin_mm=0.5)
    edge = 0.5 + writer.pen.width_mm
    free = max(field.length - ink.shape[1] / sheet.px_per_mm, 0.0)
    x = field.x + rng.uniform(0.0, 0.5) * free + left - edge
    y = field.y + rng.normal(-0.4, 0.4) + top - edge
    sheet.ink(ink, x=x, y=y, colour=writer.pen.colour)
    sheet.note(ink, x=x, y=y, onto=onto)


def placed_signatures(
    given: Sequence[Mask] | None,
    slots: Sequence[Slot],
    *,
    sheet: Sheet,
    pen: Pen,
    rng: np.random.Generator,
) -> list[tuple[Mask, tuple[float, float], Slot]]:
    """Signatures for the places of a document, of one person or several.

    Args:
        given: ink of the signatures, as for `compose_cheque`; None makes up one for each place.
        slots: the places.
        sheet: the document.
        pen: the pen of all of them.
        rng: decides sizes and positions, and who signs.

    Returns:
        The ink of each at the sheet's resolution, its top left corner in mm, and its place.

    Raises:
        ValueError: a signature is given that holds no ink.
    """
    places = slots if given is None else _slots_for(len(given), slots)
    signer, same = make_signer(rng), rng.random() < _SAME_SIGNER_ODDS
    placed = []
    for number, slot in enumerate(places):
        if given is not None:
            ink = _fitted(given[number], slot, sheet=sheet, rng=rng)
        else:
            person = signer if same else make_signer(rng)
            ink = _signed(person, slot, sheet=sheet, pen=pen, rng=rng)
        placed.append((ink, _where(ink, slot, sheet=sheet, rng=rng), slot))
    return placed


def _slots_for(count: int, slots: Sequence[Slot]) -> list[Slot]:
    """A place for each signature; extra ones are placed to the left of the first."""
    places = list(slots[:count])
    while len(places) < count:
        first = slots[0]
        places.append(replace(first, x=first.x - (first.w + 4.0) * (len(places))))
    return places


def _signatures(
    given: Sequence[Mask] | None,
    slots: Sequence[Slot],
    *,
    sheet: Sheet,
    pen: Pen,
    rng: np.random.Generator,
) -> list[Mask]:
    """The signatures' ink at the sheet's resolution, scaled to fit their places."""
    if given is not None:
        places = _slots_for(len(given), slots)
        return [
            _fitted(mask, slot, sheet=sheet, rng=rng)
            for mask, slot in zip(given, places, strict=True)
        ]
    if rng.random() < _UNSIGNED_ODDS:
        return []
    count = 2 if len(slots) > 1 and rng.random() < _TWICE_SIGNED_ODDS else 1
    return [
        _signed(make_signer(rng), slot, sheet=sheet, pen=pen, rng=rng) for slot in slots[:count]
    ]


def _signed(
    signer: Signer, slot: Slot, *, sheet: Sheet, pen: Pen, rng: np.random.Generator
) -> Mask:
    """A made-up person's signature, limited in size as people respect the place."""
    trajectory = signer.write(rng)
    left, top, right, bottom = trajectory.bounds_mm()
    widest = slot.w * rng.uniform(0.6, 1.15)
    tallest = slot.h * rng.uniform(0.7, 1.3)
    factor = min(1.0, widest / (right - left), tallest / max(bottom - top, 1e-6))
    return _tight(draw(trajectory.scaled(factor), dpi=sheet.dpi, pen=pen, rng=rng, margin_mm=0.2))


def _fitted(mask: Mask, slot: Slot, *, sheet: Sheet, rng: np.random.Generator) -> Mask:
    """A given signature, scaled to the usual size of signatures on cheques."""
    ink = _tight(mask)
    height, width = ink.shape
    tall = min(rng.uniform(7.0, 15.0), slot.h * 1.3)
    wide = min(tall * width / height, slot.w * rng.uniform(0.75, 1.15))
    scale = wide * sheet.px_per_mm / width
    size = (max(round(width * scale), 3), max(round(height * scale), 3))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(ink, size, interpolation=method), dtype=np.uint8)


def _tight(mask: Mask) -> Mask:
    box = box_around(mask)
    return mask[box.y : box.y + box.h, box.x : box.x + box.w]


def _where(ink: Mask, slot: Slot, *, sheet: Sheet, rng: np.random.Generator) -> tuple[float, float]:
    """The top left corner of a signature in mm: around the line, over the print there."""
    w, h = ink.shape[1] / sheet.px_per_mm, ink.shape[0] / sheet.px_per_mm
    slack = abs(slot.w - w) / 2 + 2.0
    x = slot.x + (slot.w - w) / 2 + float(np.clip(rng.normal(0.0, 0.45), -1, 1)) * slack
    y = slot.y + slot.h - h + float(np.clip(rng.normal(0.0, 2.3), -5.0, 0.4 * h))
    x = float(np.clip(x, 0.6, max(sheet.width_mm - w - 0.6, 0.6)))
    y = float(np.clip(y, 0.6, max(sheet.height_mm - h - 0.6, 0.6)))
    return x, y
