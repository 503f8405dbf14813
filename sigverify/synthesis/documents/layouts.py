"""Made-up cheque forms in the styles of several countries. No real bank's form is copied.

Each layout prints on a sheet and returns the fields to fill in and the places to sign. Positions
are drawn for each form, so that a network can't memorise them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np

from sigverify.synthesis.documents.form import (
    FieldKind,
    Form,
    FormField,
    Kit,
    Slot,
    bank_head,
    bilingual_label,
    company,
    date_cells,
    label,
    micr_band,
    place_to_sign,
    ruled,
)
from sigverify.synthesis.documents.handwriting import made_up_person
from sigverify.synthesis.documents.sheet import Sheet


class Layout(StrEnum):
    """The kinds of forms."""

    INDIAN = "indian"
    US_PERSONAL = "us-personal"
    US_BUSINESS = "us-business"
    UK = "uk"
    EUROPEAN = "european"
    FREE = "free"


SIZE_MM: dict[Layout, tuple[float, float]] = {
    Layout.INDIAN: (202.0, 92.0),
    Layout.US_PERSONAL: (152.0, 70.0),
    Layout.US_BUSINESS: (216.0, 89.0),
    Layout.UK: (176.0, 80.0),
    Layout.EUROPEAN: (175.0, 80.0),
    Layout.FREE: (185.0, 85.0),
}


def print_form(layout: Layout, *, sheet: Sheet, kit: Kit, rng: np.random.Generator) -> Form:
    """Print a form of this kind on a sheet of about its size."""
    return _PRINTERS[layout](sheet, kit, rng)


def _indian(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> Form:
    w, h = sheet.width_mm, sheet.height_mm
    micr = micr_band(sheet, y=h - 5.5, rng=rng)
    right = w - rng.uniform(5, 12)
    bank_head(sheet, kit, x=rng.uniform(5, 12), y=rng.uniform(8, 11), cap=3.2, rng=rng)
    top = rng.uniform(9, 11)
    fields = [date_cells(sheet, kit, right=right, y=top, rng=rng)]
    if rng.random() < 0.6:
        sheet.text(
            "VALID FOR THREE MONTHS ONLY",
            x=right,
            y=top - 7,
            cap=1.3,
            face=kit.heading,
            colour=kit.ink,
            anchor=1.0,
        )
    left, pay = rng.uniform(5, 9), rng.uniform(21, 25)
    start = left + bilingual_label(sheet, kit, "Pay", x=left, y=pay, rng=rng) + 3
    end = right - bilingual_label(sheet, kit, "Or Bearer", x=right - 20, y=pay, rng=rng) - 8
    ruled(sheet, kit, x=start, y=pay + 0.8, length=end - start, rng=rng)
    fields.append(FormField(kind=FieldKind.PAYEE, x=start + 8, y=pay, length=end - start - 25))
    words = pay + rng.uniform(8, 10)
    start = left + bilingual_label(sheet, kit, "Rupees", x=left, y=words, rng=rng) + 3
    ruled(sheet, kit, x=start, y=words + 0.8, length=right - start, rng=rng)
    ruled(sheet, kit, x=left, y=words + 9.5, length=0.6 * w, rng=rng)
    fields.append(FormField(kind=FieldKind.WORDS, x=start + 4, y=words, length=0.55 * w))
    box_w, box_y = rng.uniform(42, 52), words + rng.uniform(2, 4)
    sheet.frame(x=right - box_w, y=box_y, w=box_w, h=9, thick=0.3, colour=kit.ink)
    label(sheet, kit, "Rs.", x=right - box_w + 1.5, y=box_y + 6.2, cap=2.6)
    fields.append(
        FormField(kind=FieldKind.AMOUNT, x=right - box_w + 10, y=box_y + 6.5, length=box_w - 14)
    )
    account = words + rng.uniform(14, 18)
    _account(sheet, kit, x=left + 2, y=account, w=rng.uniform(55, 75), rng=rng)
    line = h - rng.uniform(17, 22)
    for text, x, y in (
        ("Payable at par at all our branches", rng.uniform(10, 70), line + 1),
        ("PERSONAL BANKING: SAVINGS ACCOUNT", rng.uniform(10, 90), line - 7),
    ):
        if rng.random() < 0.6:
            label(sheet, kit, text, x=x, y=y, cap=1.4)
    slots = _signing(sheet, kit, right=right, y=line, rng=rng, kinds=("bare", "name", "line"))
    return Form(tuple(fields), slots, micr)


def _us_personal(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> Form:
    w, h = sheet.width_mm, sheet.height_mm
    micr = micr_band(sheet, y=h - 4.5, rng=rng)
    right, left = w - rng.uniform(5, 9), rng.uniform(5, 9)
    name = made_up_person(rng).upper()
    sheet.text(name, x=left, y=7.5, cap=2.0, face=kit.heading, colour=kit.ink)
    for y in (10.5, 13.1):
        text = f"{rng.integers(10, 9999)} {made_up_person(rng)} St"
        label(sheet, kit, text, x=left, y=y, cap=1.4)
    number = str(rng.integers(101, 9999))
    sheet.text(number, x=right, y=7.5, cap=2.4, face=kit.heading, colour=kit.ink, anchor=1.0)
    date_y, date_w = rng.uniform(14, 17), rng.uniform(32, 45)
    start = right - date_w
    start += label(sheet, kit, "DATE", x=start, y=date_y, cap=1.2) + 1
    ruled(sheet, kit, x=start, y=date_y + 0.4, length=right - start, rng=rng)
    fields = [FormField(kind=FieldKind.DATE, x=start + 3, y=date_y, length=right - start - 6)]
    pay = rng.uniform(24, 27)
    label(sheet, kit, "PAY TO THE", x=left, y=pay - 2.2, cap=1.2)
    start = left + label(sheet, kit, "ORDER OF", x=left, y=pay, cap=1.2) + 4
    box = rng.uniform(26, 34)
    ruled(sheet, kit, x=start, y=pay + 0.5, length=right - box - 6 - start, rng=rng)
    fields.append(
        FormField(kind=FieldKind.PAYEE, x=start + 4, y=pay, length=right - box - 15 - start)
    )
    label(sheet, kit, "$", x=right - box - 4, y=pay, cap=3.0)
    sheet.frame(x=right - box, y=pay - 6, w=box, h=7.5, thick=0.25, colour=kit.ink)
    fields.append(FormField(kind=FieldKind.AMOUNT, x=right - box + 4, y=pay, length=box - 8))
    words = pay + rng.uniform(7.5, 9)
    label(sheet, kit, "DOLLARS", x=right - 14, y=words, cap=1.3)
    ruled(sheet, kit, x=left, y=words + 0.5, length=right - 16 - left, rng=rng)
    fields.append(FormField(kind=FieldKind.WORDS, x=left + 3, y=words, length=right - 45 - left))
    bank_head(sheet, kit, x=left, y=words + 8, cap=2.2, rng=rng)
    line = h - rng.uniform(13, 16)
    start = left + label(sheet, kit, "MEMO", x=left, y=line, cap=1.2) + 1
    ruled(sheet, kit, x=start, y=line + 0.4, length=0.34 * w, rng=rng)
    if rng.random() < 0.6:
        fields.append(FormField(kind=FieldKind.NOTE, x=start + 3, y=line, length=0.28 * w))
    slots = _signing(sheet, kit, right=right, y=line, rng=rng, kinds=("line", "line", "name"))
    return Form(tuple(fields), slots, micr)


def _us_business(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> Form:
    w, h = sheet.width_mm, sheet.height_mm
    micr = micr_band(sheet, y=h - 5, rng=rng)
    right, left = w - rng.uniform(8, 14), rng.uniform(8, 12)
    if rng.random() < 0.5:
        sheet.frame(x=3, y=3, w=w - 6, h=h - 15, thick=rng.uniform(0.4, 2.0), colour=kit.accent)
    sheet.text(company(rng), x=left, y=10, cap=2.6, face=kit.heading, colour=kit.ink)
    label(sheet, kit, f"{made_up_person(rng)} Avenue {rng.integers(1, 900)}", x=left, y=13.5)
    bank_head(sheet, kit, x=rng.uniform(0.4, 0.5) * w, y=10, cap=2.0, rng=rng)
    number = f"{rng.integers(1000, 99999):06d}"
    sheet.text(number, x=right, y=10, cap=3.2, face=kit.heading, colour=kit.accent, anchor=1.0)
    fields = []
    words, date_y = rng.uniform(27, 31), rng.uniform(20, 23)
    label(sheet, kit, "DATE", x=right - 45, y=date_y)
    fields.append(FormField(kind=FieldKind.DATE, x=right - 35, y=date_y, length=30))
    ruled(sheet, kit, x=right - 36, y=date_y + 0.5, length=36, rng=rng)
    start = left + label(sheet, kit, "PAY", x=left, y=words) + 3
    ruled(sheet, kit, x=start, y=words + 0.6, length=0.55 * w, rng=rng)
    fields.append(FormField(kind=FieldKind.WORDS, x=start + 2, y=words, length=0.5 * w))
    box = rng.uniform(38, 48)
    sheet.frame(x=right - box, y=words - 5, w=box, h=8, thick=0.3, colour=kit.ink)
    fields.append(FormField(kind=FieldKind.AMOUNT, x=right - box + 5, y=words + 1, length=box - 10))
    payee = words + rng.uniform(10, 13)
    label(sheet, kit, "TO THE ORDER OF", x=left, y=payee - 3.2, cap=1.2)
    fields.append(FormField(kind=FieldKind.PAYEE, x=left + 12, y=payee + 1, length=0.38 * w))
    line = h - rng.uniform(17, 22)
    span, gap = rng.uniform(55, 70), rng.uniform(11, 14)
    slots = [place_to_sign(sheet, kit, x=right - span, y=line, w=span, rng=rng, kind="line")]
    if rng.random() < 0.5:
        y = line - gap - 3
        slots.append(place_to_sign(sheet, kit, x=right - span, y=y, w=span, rng=rng, kind="line"))
    elif rng.random() < 0.5:
        x = right - 2 * span - 8
        slots.append(place_to_sign(sheet, kit, x=x, y=line, w=span, rng=rng, kind="line"))
    return Form(tuple(fields), tuple(slots), micr)


def _uk(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> Form:
    w, h = sheet.width_mm, sheet.height_mm
    micr = micr_band(sheet, y=h - 4.5, rng=rng)
    right, left = w - rng.uniform(6, 10), rng.uniform(6, 10)
    bank_head(sheet, kit, x=left, y=10, cap=rng.uniform(2.6, 3.6), rng=rng)
    sort_code = "-".join(f"{n:02d}" for n in rng.integers(0, 99, 3))
    sheet.text(sort_code, x=right, y=9, cap=2.4, face=kit.heading, colour=kit.ink, anchor=1.0)
    date_y = rng.uniform(15, 19)
    start = right - 42
    start += label(sheet, kit, "Date", x=start, y=date_y) + 1
    ruled(sheet, kit, x=start, y=date_y + 0.5, length=right - start, rng=rng)
    fields = [FormField(kind=FieldKind.DATE, x=start + 3, y=date_y, length=right - start - 6)]
    pay = rng.uniform(26, 29)
    start = left + label(sheet, kit, "Pay", x=left, y=pay) + 3
    ruled(sheet, kit, x=start, y=pay + 0.6, length=right - start, rng=rng)
    fields.append(FormField(kind=FieldKind.PAYEE, x=start + 3, y=pay, length=0.5 * w))
    box = rng.uniform(40, 48)
    for row in range(2):
        y = pay + 9 + 8.5 * row
        ruled(sheet, kit, x=left, y=y + 0.6, length=right - box - 6 - left, rng=rng)
    fields.append(
        FormField(kind=FieldKind.WORDS, x=left + 3, y=pay + 9, length=right - box - 25 - left)
    )
    sheet.field(x=right - box, y=pay + 4, w=box, h=9.5, colour=(252, 252, 252))
    sheet.frame(x=right - box, y=pay + 4, w=box, h=9.5, thick=0.3, colour=kit.ink)
    label(sheet, kit, "GBP", x=right - box + 1, y=pay + 10.5, cap=1.6)
    fields.append(
        FormField(kind=FieldKind.AMOUNT, x=right - box + 8, y=pay + 10.5, length=box - 12)
    )
    holder = pay + 18
    sheet.text(
        made_up_person(rng).upper(),
        x=right - rng.uniform(40, 55),
        y=holder,
        cap=1.7,
        face=kit.body,
        colour=kit.ink,
    )
    line = h - rng.uniform(13.5, 17)
    kinds = ("nothing", "line", "bare")
    slots = _signing(sheet, kit, right=right, y=line, rng=rng, kinds=kinds)
    return Form(tuple(fields), slots, micr)


def _european(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> Form:
    w, h = sheet.width_mm, sheet.height_mm
    micr = micr_band(sheet, y=h - 4.5, rng=rng, french=bool(rng.random() < 0.7))
    right, left = w - rng.uniform(6, 9), rng.uniform(6, 9)
    bank_head(sheet, kit, x=left, y=9, cap=rng.uniform(2.4, 3.6), rng=rng)
    box = rng.uniform(40, 50)
    box_y = rng.uniform(14, 20)
    sheet.field(x=right - box, y=box_y, w=box, h=9, colour=(252, 252, 252))
    sheet.frame(x=right - box, y=box_y, w=box, h=9, thick=0.25, colour=kit.ink)
    label(sheet, kit, "EUR", x=right - box - 9, y=box_y + 6, cap=2.4)
    fields = [FormField(kind=FieldKind.AMOUNT, x=right - box + 5, y=box_y + 6.5, length=box - 10)]
    words = box_y + rng.uniform(3, 5)
    start = left + label(sheet, kit, "Payez contre ce chèque", x=left, y=words, cap=1.3) + 2
    end = right - box - 12
    ruled(sheet, kit, x=start, y=words + 0.6, length=end - start, rng=rng)
    fields.append(FormField(kind=FieldKind.WORDS, x=start + 1, y=words, length=end - start - 2))
    ruled(sheet, kit, x=left, y=words + 8.5, length=end - left, rng=rng)
    payee = words + rng.uniform(15, 17)
    start = left + label(sheet, kit, "à l'ordre de", x=left, y=payee, cap=1.3) + 2
    ruled(sheet, kit, x=start, y=payee + 0.6, length=0.5 * w, rng=rng)
    fields.append(FormField(kind=FieldKind.PAYEE, x=start + 2, y=payee, length=0.42 * w))
    place = box_y + rng.uniform(14, 16)
    for text, y in (("A", place), ("Le", place + 6.5)):
        begin = right - box + label(sheet, kit, text, x=right - box, y=y) + 1
        ruled(sheet, kit, x=begin, y=y + 0.5, length=right - begin, rng=rng)
        kind = FieldKind.NOTE if text == "A" else FieldKind.DATE
        fields.append(FormField(kind=kind, x=begin + 2, y=y, length=box - 12))
    line = h - rng.uniform(14, 17)
    x = rng.uniform(0.32, 0.42) * w
    label(sheet, kit, made_up_person(rng).upper(), x=x, y=line - 9)
    label(sheet, kit, f"{rng.integers(1, 200)} RUE {made_up_person(rng).upper()}", x=x, y=line - 6)
    _account(sheet, kit, x=x, y=line - 4, w=45, rng=rng)
    if rng.random() < 0.35:  # a framed place at the lower left
        span = rng.uniform(42, 50)
        slot = place_to_sign(sheet, kit, x=left, y=line, w=span, rng=rng, kind="box")
        slots: tuple[Slot, ...] = (slot,)
    else:
        kinds = ("bare", "box", "nothing")
        slots = _signing(sheet, kit, right=right, y=line, rng=rng, kinds=kinds)
    return Form(tuple(fields), slots, micr)


def _free(sheet: Sheet, kit: Kit, rng: np.random.Generator) -> Form:
    """Rows of captions, lines and boxes in a random order, signed at the left, centre or right."""
    w, h = sheet.width_mm, sheet.height_mm
    micr = ""
    if rng.random() < 0.85:
        micr = micr_band(sheet, y=h - 4.5, rng=rng)
    left, right = rng.uniform(4, 12), w - rng.uniform(4, 12)
    bank_head(sheet, kit, x=rng.uniform(4, 0.5 * w), y=rng.uniform(7, 11), cap=2.8, rng=rng)
    captions = {
        FieldKind.PAYEE: ("Pay to", "Payee", "Empfänger", "Páguese a", "Beneficiary"),
        FieldKind.WORDS: ("Amount in words", "The sum of", "La cantidad de", "Betrag"),
        FieldKind.NOTE: ("Reference", "For", "Place", "Verwendungszweck"),
    }
    fields, y = [], rng.uniform(18, 24)
    if rng.random() < 0.5:
        fields.append(date_cells(sheet, kit, right=right, y=rng.uniform(9, 13), rng=rng))
    else:
        x = rng.uniform(0.55, 0.75) * w
        begin = x + label(sheet, kit, "Date", x=x, y=y - 6) + 2
        ruled(sheet, kit, x=begin, y=y - 5.4, length=30, rng=rng)
        fields.append(FormField(kind=FieldKind.DATE, x=begin + 1, y=y - 6, length=28))
    kinds = list(captions)
    for index in rng.permutation(len(kinds)):
        kind = kinds[int(index)]
        if kind is FieldKind.NOTE and rng.random() < 0.4:
            continue
        options = captions[kind]
        text = options[int(rng.integers(len(options)))]
        begin = left + bilingual_label(sheet, kit, text, x=left, y=y, rng=rng) + 2
        end = right if rng.random() < 0.4 else 0.68 * w
        ruled(sheet, kit, x=begin, y=y + 0.6, length=end - begin, rng=rng)
        fields.append(FormField(kind=kind, x=begin + 2, y=y, length=min(end - begin - 4, 0.55 * w)))
        y += rng.uniform(8, 10)
    box = rng.uniform(36, 50)
    x, top = right - box, rng.uniform(0.36, 0.48) * h
    sheet.field(x=x, y=top, w=box, h=8.5, colour=(250, 250, 250))
    sheet.frame(x=x, y=top, w=box, h=8.5, thick=0.25, colour=kit.ink)
    fields.append(FormField(kind=FieldKind.AMOUNT, x=x + 5, y=top + 6, length=box - 10))
    _account(sheet, kit, x=rng.uniform(5, 40), y=y - 2, w=60, rng=rng)
    line = h - rng.uniform(13, 22)
    slots: tuple[Slot, ...]
    if rng.random() < 0.5:
        kinds_to_sign = ("line", "bare", "name", "box", "nothing")
        slots = _signing(sheet, kit, right=right, y=line, rng=rng, kinds=kinds_to_sign)
    else:
        span = rng.uniform(38, 58)
        x = (w - span) / 2 if rng.random() < 0.4 else left
        slots = (place_to_sign(sheet, kit, x=x, y=line, w=span, rng=rng),)
    return Form(tuple(fields), slots, micr)


def _account(
    sheet: Sheet, kit: Kit, *, x: float, y: float, w: float, rng: np.random.Generator
) -> None:
    """The account number, boxed or not, in the form's face or as if stamped."""
    number = "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(9, 17))))
    if rng.random() < 0.6:
        sheet.frame(x=x, y=y, w=w, h=6.5, thick=0.25, colour=kit.ink)
    start = x + 1.5 + label(sheet, kit, "A/c No.", x=x + 1.5, y=y + 4.3, cap=1.4)
    cap = rng.uniform(1.6, 2.6)
    sheet.text(
        number,
        x=start + 3,
        y=y + 4.6,
        cap=cap,
        face=kit.heading if rng.random() < 0.4 else kit.body,
        colour=kit.ink,
        max_width_mm=w - (start - x) - 5,
    )


def _signing(
    sheet: Sheet,
    kit: Kit,
    *,
    right: float,
    y: float,
    rng: np.random.Generator,
    kinds: tuple[str, ...],
) -> tuple[Slot, ...]:
    """The usual place to sign at the lower right and, on some forms, a second one beside it."""
    span = rng.uniform(38, 58)
    kind = kinds[int(rng.integers(len(kinds)))]
    slots = [place_to_sign(sheet, kit, x=right - span, y=y, w=span, rng=rng, kind=kind)]
    if rng.random() < 0.2:
        x = right - 2 * span - rng.uniform(3, 12)
        slots.append(place_to_sign(sheet, kit, x=x, y=y, w=span, rng=rng, kind=kind))
    return tuple(slots)


_PRINTERS: dict[Layout, Callable[[Sheet, Kit, np.random.Generator], Form]] = {
    Layout.INDIAN: _indian,
    Layout.US_PERSONAL: _us_personal,
    Layout.US_BUSINESS: _us_business,
    Layout.UK: _uk,
    Layout.EUROPEAN: _european,
    Layout.FREE: _free,
}
