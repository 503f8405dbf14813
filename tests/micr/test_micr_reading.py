"""Reading the line at the bottom of made-up cheques and, where there are any, of real leaves."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest

from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.scans import read_scan
from sigverify.micr.fields import fields_of
from sigverify.micr.glyphs import CMC7_CODES, E13B, PITCH_MM, cmc7, e13b
from sigverify.micr.reading import Font, MicrCharacter, read_line
from sigverify.synthesis.documents.cheque import ComposedCheque, compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from tests.helpers.places import REAL_DATA

LINE = "⑈309061⑈ 500211012⑆ 426160⑈ 31"
ALL_E13B = "⑈0123456789⑈ ⑆5 6⑉7 8⑆ ⑇9 40⑇"
ALL_CMC7 = "③0123456③789②④0⑤123456①"


def paper(line: Image, *, px_per_mm: float) -> Image:
    """A blank cheque of 200 x 90 mm with a line of print at its foot."""
    grey = np.full((round(90 * px_per_mm), round(200 * px_per_mm)), 245, np.uint8)
    top, left = round(80 * px_per_mm), round(30 * px_per_mm)
    under = grey[top : top + line.shape[0], left : left + line.shape[1]]
    under[:] = 245 - (line.astype(np.uint16) * 215 // 255).astype(np.uint8)
    return grey


@lru_cache(maxsize=4)
def indian(dpi: int) -> ComposedCheque:
    return compose_cheque(np.random.default_rng(7), style=Layout.INDIAN, dpi=dpi)


@pytest.mark.parametrize("dpi", [100, 150, 200, 300, 600])
def test_every_character_of_e13b_is_read_at_every_resolution(dpi: int) -> None:
    line = read_line(paper(e13b(ALL_E13B, px_per_mm=dpi / 25.4), px_per_mm=dpi / 25.4))
    assert line is not None
    assert (line.font, line.text) == (Font.E13B, ALL_E13B)
    assert line.complete
    assert line.confidence > 0.3


@pytest.mark.parametrize("dpi", [200, 300, 600])
def test_every_character_of_cmc7_is_read_by_its_intervals(dpi: int) -> None:
    line = read_line(paper(cmc7(ALL_CMC7, px_per_mm=dpi / 25.4), px_per_mm=dpi / 25.4))
    assert line is not None
    assert (line.font, line.text) == (Font.CMC7, ALL_CMC7)


@pytest.mark.parametrize("degrees", [-5.0, 2.5])
def test_a_tilted_line_is_read_and_its_place_is_reported(degrees: float) -> None:
    px_per_mm = 8.0
    grey = paper(e13b(LINE, px_per_mm=px_per_mm), px_per_mm=px_per_mm)
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    tilted = np.asarray(cv2.warpAffine(grey, turn, (width, height), borderValue=245), np.uint8)
    line = read_line(tilted)
    assert line is not None
    assert line.text == LINE
    ink = np.argwhere(tilted < 150)
    assert line.box.y == pytest.approx(ink[:, 0].min(), abs=6)
    assert line.box.x == pytest.approx(ink[:, 1].min(), abs=6)
    assert line.box.y + line.box.h == pytest.approx(ink[:, 0].max(), abs=6)


@pytest.mark.parametrize("look", ["guilloche", "bilevel", "noise", "pen"])
def test_print_noise_and_pen_in_the_line_do_not_change_what_is_read(look: str) -> None:
    px_per_mm = 8.0
    grey = paper(e13b(LINE, px_per_mm=px_per_mm), px_per_mm=px_per_mm)
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
    if look == "guilloche":
        waves = 25 * (1 + np.sin(y / 5 + 3 * np.sin(x / 40)))
        grey = np.asarray(np.clip(grey - waves, 0, 255), np.uint8)
    elif look == "bilevel":
        grey = np.asarray(np.where(grey > 150, 255, 0), np.uint8)
    elif look == "noise":
        noise = np.random.default_rng(3).normal(0, 22, grey.shape)
        grey = np.asarray(np.clip(grey + noise, 0, 255), np.uint8)
    else:
        cv2.line(grey, (1300, 560), (1360, 700), 90, 3)
    line = read_line(grey)
    assert line is not None
    assert line.text.replace("?", " ") == LINE


def test_hairlines_through_all_characters_in_black_and_white_are_taken_away() -> None:
    px_per_mm = 10.0
    grey = paper(e13b(LINE, px_per_mm=px_per_mm), px_per_mm=px_per_mm)
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
    hairlines = (y + 18 * np.sin(x / 90)) % 16 < 1.2
    bilevel = np.asarray(np.where((grey < 150) | hairlines, 0, 255), np.uint8)
    line = read_line(bilevel)
    assert line is not None
    assert line.text.replace("?", " ") == LINE


def test_a_damaged_digit_is_unread_and_never_shortens_a_number() -> None:
    px_per_mm = 8.0
    grey = paper(e13b(LINE, px_per_mm=px_per_mm), px_per_mm=px_per_mm)
    left = round((30 + 4 * PITCH_MM) * px_per_mm)
    blot = grey[round(79.5 * px_per_mm) : round(83.5 * px_per_mm)]
    blot[:, left : left + round(0.9 * PITCH_MM * px_per_mm)] = 40
    line = read_line(grey)
    assert line is not None
    assert line.text == "⑈309?61⑈ 500211012⑆ 426160⑈ 31"
    assert line.confidence == 0
    assert fields_of(line).cheque_number is None


@pytest.mark.parametrize(
    ("before", "after"), [(one, other) for one in "0369" for other in "8256" if one != other]
)
def test_a_digit_between_two_is_unread_and_one_near_another_is_less_sure(
    before: str, after: str
) -> None:
    px_per_mm = 8.0
    drawn, other = (
        e13b(LINE.replace("309061", f"3090{digit}1"), px_per_mm=px_per_mm).astype(np.float32)
        for digit in (before, after)
    )

    def read(share: float) -> MicrCharacter:
        mixed = np.asarray((1 - share) * drawn + share * other, np.uint8)
        line = read_line(paper(mixed, px_per_mm=px_per_mm))
        assert line is not None
        return line.characters[5]

    assert read(0.5).char == "?"
    clean, near = read(0.0), read(0.42)
    assert clean.char == before
    assert near.char in (before, "?")
    assert near.confidence < clean.confidence


def test_nothing_is_read_where_there_is_no_line() -> None:
    assert read_line(np.full((900, 2000), 240, np.uint8)) is None
    assert read_line(np.full((20, 20), 0, np.uint8)) is None
    text = np.full((900, 2000), 240, np.uint8)
    cv2.putText(text, "PAYABLE AT PAR 309061 500211012", (200, 860), 3, 1.2, 20, 3)
    assert read_line(text) is None


@pytest.mark.parametrize("dpi", [150, 300])
def test_the_line_of_a_made_up_leaf_is_read_with_its_fields(dpi: int) -> None:
    cheque = indian(dpi)
    line = read_line(np.asarray(cv2.cvtColor(cheque.image, cv2.COLOR_BGR2GRAY), np.uint8))
    assert line is not None
    assert line.text == cheque.micr


def test_all_codes_of_cmc7_differ_and_have_two_wide_intervals() -> None:
    assert len(set(CMC7_CODES.values())) == len(CMC7_CODES) == 15
    assert {code.count("1") for code in CMC7_CODES.values()} == {2}


def test_the_glyphs_of_e13b_fill_their_height_and_end_in_their_cell() -> None:
    for char in E13B:
        columns = np.flatnonzero(e13b(char, px_per_mm=20).any(axis=0))
        assert columns[-1] >= PITCH_MM * 20 - 2


@pytest.mark.real_data
@pytest.mark.skipif(
    not (REAL_DATA / "cheques").is_dir(), reason="no real leaves beside the checkout"
)
def test_the_cheque_number_of_a_real_leaf_is_the_one_in_its_name() -> None:
    leaves = sorted((REAL_DATA / "cheques/idrbt").glob("*.webp"))[::6]
    read = {path: read_line(read_scan(path).grey) for path in leaves}
    # Comparing sets of booleans keeps numbers of real accounts out of a failure's text.
    told = {
        line is not None and fields_of(line).cheque_number == path.stem.split("_")[1][:6]
        for path, line in read.items()
    }
    assert told == {True}
    lengths = {
        len(fields.sort_code or "")
        for line in read.values()
        if line and (fields := fields_of(line))
    }
    assert lengths == {9}
