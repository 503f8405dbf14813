"""Parts of made-up cheque forms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from sigverify.micr.glyphs import cmc7, e13b
from sigverify.synthesis.documents.handwriting import made_up_person
from sigverify.synthesis.documents.lettering import Face, bolder, hanging_print, random_face
from sigverify.synthesis.documents.micr import bars, cmc7_text, micr_text
from sigverify.synthesis.documents.security import tint
from sigverify.synthesis.documents.sheet import Bgr, Sheet
from sigverify.synthesis.signatures.hand import made_up_name


class FieldKind(StrEnum):
    """The kinds of entries."""

    PAYEE = "payee"
    WORDS = "words"
    AMOUNT = "amount"
    DATE = "date"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A place to fill in: left end and baseline in mm, length, height of small letters.

    With ``cells`` > 0 it takes that many single digits, spread over the length.
    """

    kind: FieldKind
    x: float
    y: float
    length: float
    x_height: float = 2.2
    cells: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place to sign: a rectangle in mm whose lower edge is the signing line."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Form:
    """A printed form.

    Attributes:
        fields: the fields to fill in.
        slots: the places to sign, the usual one first.
        micr: the text of the machine-readable line; empty if the form has none.
    """

    fields: tuple[FormField, ...]
    slots: tuple[Slot, ...]
    micr: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """Type faces and colours of one form."""

    body: Face
    heading: Face
    ink: Bgr
    accent: Bgr
    bank: str
    hanging: bool


def make_kit(rng: np.random.Generator) -> Kit:
    """Draw faces and colours."""
    dark = int(rng.integers(20, 90))
    ink = (dark, dark, dark) if rng.random() < 0.7 else tint(rng, strength=0.95)
    tail = rng.choice(["BANK", "Bank", "BANK LTD", "TRUST", "SAVINGS BANK", "BANQUE", "CREDIT"])
    name = made_up_name(rng, letters=int(rng.integers(4, 9)))
    bank = f"{name.upper() if rng.random() < 0.5 else name.capitalize()} {tail}"
    return Kit(
        body=random_face(rng),
        heading=bolder(random_face(rng)),
        ink=(min(ink[0], 150), min(ink[1], 150), min(ink[2], 150)),
        accent=tint(rng, strength=0.95),
        bank=bank,
        hanging=bool(rng.random() < 0.25),
    )


def label(sheet: Sheet, kit: Kit, text: str, *, x: float, y: float, cap: float = 1.7) -> float:
    """Print a caption in the form's face and return its width in mm."""
    return sheet.text(text, x=x, y=y, cap=cap, face=kit.body, colour=kit.ink)


def bilingual_label(
    sheet: Sheet, kit: Kit, text: str, *, x: float, y: float, rng: np.random.Generator
) -> float:
    """Print a caption, on some forms also in a second script, and return its width in mm."""
    width = label(sheet, kit, text, x=x, y=y)
    if kit.hanging:
        twin = hanging_print(
            rng, letters=int(rng.integers(2, 4)), cap_px=max(1.5 * sheet.px_per_mm, 3)
        )
        sheet.ink(twin, x=x + width + 1.2, y=y - 2.1, colour=kit.ink)
        width += 1.2 + twin.shape[1] / sheet.px_per_mm
    return width


def bank_head(
    sheet: Sheet, kit: Kit, *, x: float, y: float, cap: float, rng: np.random.Generator
) -> None:
    """The bank's logo and name with an address in small print below."""
    size = 2.4 * cap
    px = sheet.px_per_mm
    mark = np.zeros((max(round(size * px), 3), max(round(size * px), 3)), np.uint8)
    centre, radius = mark.shape[0] // 2, mark.shape[0] / 2.2
    corners = int(rng.integers(3, 8))
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False) + rng.uniform(0, 6)
    points = centre + radius * np.column_stack((np.cos(angles), np.sin(angles)))
    if rng.random() < 0.5:
        cv2.fillPoly(mark, [points.astype(np.int32)], 255, cv2.LINE_AA)
        cv2.circle(mark, (centre, centre), int(radius * 0.4), 0, -1, cv2.LINE_AA)
    else:
        cv2.circle(mark, (centre, centre), int(radius), 255, max(int(radius / 4), 1), cv2.LINE_AA)
        cv2.polylines(mark, [points.astype(np.int32)], True, 255, max(int(radius / 5), 1))
    sheet.ink(mark, x=x, y=y - 1.6 * cap, colour=kit.accent)
    sheet.text(
        kit.bank,
        x=x + size + 1.5,
        y=y,
        cap=cap,
        face=kit.heading,
        colour=kit.accent,
        max_width_mm=0.4 * sheet.width_mm,
    )
    for line in range(int(rng.integers(0, 4))):
        text = f"{rng.integers(1, 99)} {made_up_person(rng)} Road, {rng.integers(10000, 99999)}"
        sheet.text(
            text, x=x + size + 1.5, y=y + 2.4 + 2.1 * line, cap=1.2, face=kit.body, colour=kit.ink
        )


def date_cells(
    sheet: Sheet, kit: Kit, *, right: float, y: float, rng: np.random.Generator
) -> FormField:
    """Eight boxes for a date, with captions below, up to ``right``."""
    cell = rng.uniform(4.2, 5.4)
    height = rng.uniform(4.5, 6.0)
    left = right - 8 * cell
    for place, char in enumerate("DDMMYYYY"):
        x = left + place * cell
        sheet.frame(x=x, y=y - height, w=cell + 0.2, h=height, thick=0.18, colour=kit.ink)
        sheet.text(
            char, x=x + cell / 2, y=y + 2.1, cap=1.2, face=kit.body, colour=kit.ink, anchor=0.5
        )
    return FormField(kind=FieldKind.DATE, x=left, y=y - 1.2, length=8 * cell, x_height=1.6, cells=8)


def ruled(
    sheet: Sheet,
    kit: Kit,
    *,
    x: float,
    y: float,
    length: float,
    rng: np.random.Generator,
) -> None:
    """A line to write on: solid, dotted, or microprint."""
    kind = rng.random()
    if kind < 0.7:
        sheet.rule(x=x, y=y, length=length, thick=rng.uniform(0.1, 0.3), colour=kit.ink)
    elif kind < 0.85:
        sheet.rule(x=x, y=y, length=length, thick=0.25, colour=kit.ink, dots=rng.uniform(0.5, 1.2))
    else:
        text = "AUTHORISEDSIGNATURE" * max(int(length / 6), 1)
        sheet.text(
            text, x=x, y=y + 0.3, cap=0.4, face=kit.body, colour=kit.ink, max_width_mm=length
        )


_ASKS = (
    "Please sign above",
    "Please sign above this line",
    "AUTHORIZED SIGNATURE",
    "Authorised Signatory",
    "Signature",
    "SIGNATURE(S)",
    "Signature du tireur",
    "Unterschrift",
    "Firma",
    "Signed",
)


def place_to_sign(
    sheet: Sheet,
    kit: Kit,
    *,
    x: float,
    y: float,
    w: float,
    rng: np.random.Generator,
    kind: str | None = None,
) -> Slot:
    """Print the surroundings of a signature and return the place to sign.

    Args:
        sheet: the form.
        kit: its faces and colours.
        x: left end of the signing line in mm.
        y: the signing line in mm.
        w: its length.
        rng: decides everything else.
        kind: ``line``, ``bare`` (only words below), ``name`` (the holder's name below),
            ``box``, or ``nothing``; drawn if None.
    """
    if kind is None:
        kind = str(rng.choice(["line", "bare", "name", "box"], p=[0.5, 0.2, 0.2, 0.1]))
    height = rng.uniform(10.0, 16.0)
    ask = str(rng.choice(_ASKS))
    cap = rng.uniform(1.0, 1.7)
    middle = x + w / 2
    if kind == "box":
        sheet.frame(x=x, y=y - height, w=w, h=height + 1.5, thick=0.2, colour=kit.ink)
        sheet.text(ask, x=x + 1, y=y - height + 2.2, cap=cap, face=kit.body, colour=kit.ink)
        return Slot(x=x, y=y - height, w=w, h=height)
    below = y
    if kind == "line":
        ruled(sheet, kit, x=x, y=y, length=w, rng=rng)
        below += 0.6
    if kind == "name" or (kind == "line" and rng.random() < 0.25):
        name = made_up_person(rng)
        if rng.random() < 0.6:
            name = name.upper()
        sheet.text(
            name, x=middle, y=below + 2.0, cap=1.6, face=kit.body, colour=kit.ink, anchor=0.5
        )
        below += 2.6
    if rng.random() < 0.2:  # a company's name above
        firm = f"for {made_up_name(rng, letters=6).upper()} & CO. LTD"
        sheet.text(firm, x=x, y=y - height, cap=1.5, face=kit.body, colour=kit.ink)
    if kind != "nothing" and rng.random() < 0.9:
        sheet.text(
            ask, x=middle, y=below + cap + 0.9, cap=cap, face=kit.body, colour=kit.ink, anchor=0.5
        )
    return Slot(x=x, y=y - height, w=w, h=height)


def micr_band(sheet: Sheet, *, y: float, rng: np.random.Generator, french: bool = False) -> str:
    """Print the machine-readable line with its baseline at y and return its text.

    On some forms it is on a white band. French forms have CMC-7, and so have a few others.
    """
    if rng.random() < 0.6:
        sheet.field(
            x=0, y=y - 6.0, w=sheet.width_mm, h=sheet.height_mm - y + 7, colour=(250, 251, 250)
        )
    text = micr_text(rng)
    if french or rng.random() < 0.12:
        digits = "".join(char for char in text if char.isdecimal())
        text = cmc7_text((digits + digits)[:31])
        line = cmc7(text, px_per_mm=sheet.px_per_mm)
    else:
        line = e13b(text, px_per_mm=sheet.px_per_mm)
    room = sheet.width_mm - line.shape[1] / sheet.px_per_mm - 3.0
    x = min(rng.uniform(0.05, 0.3) * sheet.width_mm, max(room, 3.0))
    sheet.ink(line, x=x, y=y - line.shape[0] / sheet.px_per_mm, colour=(30, 30, 30))
    return text


def edge_marks(sheet: Sheet, kit: Kit, *, rng: np.random.Generator) -> None:
    """Print along the edges: the printer's name, a bar code, a label, a crossing."""
    if rng.random() < 0.5:
        code = bars(
            rng,
            length_mm=rng.uniform(20, 50),
            height_mm=rng.uniform(4, 8),
            px_per_mm=sheet.px_per_mm,
        )
        if rng.random() < 0.5:
            turned = np.ascontiguousarray(np.rot90(code))
            sheet.ink(
                turned,
                x=sheet.width_mm - turned.shape[1] / sheet.px_per_mm - rng.uniform(0, 3),
                y=rng.uniform(0.3, 0.5) * sheet.height_mm,
                colour=kit.ink,
            )
        else:
            sheet.ink(
                code,
                x=rng.uniform(0.05, 0.45) * sheet.width_mm,
                y=rng.uniform(0.6, 0.8) * sheet.height_mm,
                colour=kit.ink,
            )
    if rng.random() < 0.4:
        strip = Sheet(
            image=np.full(
                (round(3 * sheet.px_per_mm), round(50 * sheet.px_per_mm), 3), 255, np.uint8
            ),
            dpi=sheet.dpi,
        )
        strip.text(
            f"{made_up_name(rng, letters=7).upper()} SECURITY PRINT / {rng.integers(1990, 2026)}",
            x=0.5,
            y=2.2,
            cap=1.1,
            face=kit.body,
            colour=kit.ink,
        )
        upright = np.ascontiguousarray(np.rot90(255 - strip.image[:, :, 1]))
        sheet.ink(upright, x=1.0, y=0.25 * sheet.height_mm, colour=kit.ink)
    if rng.random() < 0.25:
        sheet.field(
            x=rng.uniform(0.03, 0.3) * sheet.width_mm,
            y=rng.uniform(0.6, 0.7) * sheet.height_mm,
            w=rng.uniform(25, 45),
            h=rng.uniform(8, 14),
            colour=tint(rng, strength=0.3),
        )
    if rng.random() < 0.15:  # crossing: two slanting lines and a few words
        mask = np.zeros(sheet.image.shape[:2], np.uint8)
        px, x = sheet.px_per_mm, rng.uniform(0.05, 0.4) * sheet.width_mm
        for shift in (0.0, 7.0):
            one = (int((x + shift) * px), int(25 * px))
            other = (int((x + shift + 18) * px), 0)
            cv2.line(mask, one, other, 255, max(round(0.3 * px), 1), cv2.LINE_AA)
        sheet.ink(mask, x=0, y=0, colour=kit.ink)


def company(rng: np.random.Generator) -> str:
    """The name of a made-up company."""
    kind = str(rng.choice(["& Sons", "Ltd", "Trading Co.", "Industries", "GmbH", "SARL", "Inc."]))
    return f"{made_up_name(rng, letters=int(rng.integers(4, 9))).capitalize()} {kind}"
