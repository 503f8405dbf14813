"""Type, machine-read lines, security print, stamps and handwriting in fields."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sigverify.micr.fields import aba_check_holds
from sigverify.micr.glyphs import CMC7_CODES, E13B, cmc7, e13b
from sigverify.synthesis.documents import security
from sigverify.synthesis.documents.handwriting import amount_in_words, made_up_writer, write_line
from sigverify.synthesis.documents.lettering import Face, bolder, hanging_print, printed
from sigverify.synthesis.documents.micr import bars, cmc7_text, micr_text
from sigverify.synthesis.documents.sheet import blank_sheet
from sigverify.synthesis.documents.stamps import press_stamp

WHITE = (255, 255, 255)


@pytest.mark.parametrize("cap_px", [6.0, 20.0, 60.0])
def test_capitals_are_as_high_as_asked(cap_px: float) -> None:
    rows = np.flatnonzero((printed("HE", cap_px=cap_px, face=Face()) > 100).any(axis=1))
    assert rows[-1] - rows[0] + 1 == pytest.approx(cap_px, abs=0.06 * cap_px + 1)


def test_faces_differ_in_weight_width_and_serifs() -> None:
    plain = printed("Signature", cap_px=30, face=Face())
    assert printed("Signature", cap_px=30, face=bolder(Face())).sum() > 1.3 * plain.sum()
    narrow = printed("Signature", cap_px=30, face=Face(stretch=0.7))
    assert narrow.shape[1] == pytest.approx(0.7 * plain.shape[1], rel=0.05)
    assert printed("ILL", cap_px=30, face=Face(slab=0.12)).sum() > 1.05 * (
        printed("ILL", cap_px=30, face=Face()).sum()
    )


def test_typewriter_letters_take_the_same_room() -> None:
    face = Face(typewriter=True)
    narrow, wide = (printed(f"H{mid}H", cap_px=30, face=face) for mid in ("iiii", "mmmm"))
    assert narrow.shape[1] == pytest.approx(wide.shape[1], abs=2)


def test_a_hanging_word_hangs_from_a_line() -> None:
    ink = hanging_print(np.random.default_rng(1), letters=4, cap_px=30)
    longest_row = (ink > 100).sum(axis=1).max()
    assert longest_row > 0.6 * ink.shape[1]


def test_machine_lines_keep_the_pitch_of_their_standard() -> None:
    line = e13b("0123456789", px_per_mm=10.0)
    assert line.shape == pytest.approx((30, 317.5), abs=2)
    assert e13b("0 0", px_per_mm=10.0)[:, 34:60].max() == 0
    barred = cmc7("88", px_per_mm=20.0)
    edges = np.diff((barred[-2] > 100).astype(int))
    assert (edges == 1).sum() + (barred[-2, 0] > 100) >= 8


def test_machine_text_has_only_known_characters() -> None:
    for seed in range(20):
        text = micr_text(np.random.default_rng(seed))
        assert set(text) <= {*E13B, " "}
        for routing in re.findall("⑆(\\d{9})⑆", text):
            assert aba_check_holds(routing)
    assert set(cmc7_text("0123456789" * 4)) <= {*CMC7_CODES, " "}


def test_bar_codes_run_across() -> None:
    code = bars(np.random.default_rng(0), length_mm=30, height_mm=5, px_per_mm=8)
    assert code.shape == (40, 240)
    assert (code == code[0]).all()
    assert 0.2 < (code[0] > 0).mean() < 0.8


@pytest.mark.parametrize(
    "pattern", ["waves", "screen", "microtext", "rosettes", "fibres", "emblem"]
)
def test_security_print_fills_its_sheet_with_something(pattern: str) -> None:
    for seed in range(5):
        make = getattr(security, pattern)
        mask = make(np.random.default_rng(seed), height=200, width=420, px_per_mm=5.0)
        assert mask.shape == (200, 420)
        assert mask.dtype == np.uint8
        assert 0.0005 < (mask > 60).mean() < 0.9


def test_a_background_gets_stronger_with_its_amount() -> None:
    def darkness(amount: float) -> float:
        values = []
        for seed in range(12):
            sheet = blank_sheet(width_mm=60, height_mm=30, dpi=100, colour=WHITE)
            rng = np.random.default_rng(seed)
            security.background(sheet, rng=rng, ink=(120, 40, 40), amount=amount)
            values.append(255.0 - sheet.image.mean())
        return float(np.mean(values))

    assert darkness(0.05) < 0.4 * darkness(0.9)


def test_a_stamp_prints_about_its_place() -> None:
    for seed in range(6):
        sheet = blank_sheet(width_mm=120, height_mm=80, dpi=100, colour=WHITE)
        press_stamp(sheet, x=60, y=40, rng=np.random.default_rng(seed))
        rows, columns = np.nonzero(sheet.image.min(axis=2) < 200)
        assert columns.mean() * 25.4 / 100 == pytest.approx(60, abs=6)
        assert rows.mean() * 25.4 / 100 == pytest.approx(40, abs=6)


def test_print_beyond_the_edge_is_lost_without_harm() -> None:
    sheet = blank_sheet(width_mm=20, height_mm=10, dpi=100, colour=WHITE)
    sheet.ink(np.full((30, 30), 255, np.uint8), x=-3, y=-3, colour=(0, 0, 0))
    sheet.ink(np.full((30, 30), 255, np.uint8), x=90, y=90, colour=(0, 0, 0))
    assert sheet.image[0, 0].max() == 0
    assert sheet.image[-1, -1].min() == 255


def test_a_written_line_starts_at_its_place_and_fits() -> None:
    for seed in range(15):
        rng = np.random.default_rng(seed)
        writer = made_up_writer(rng)
        line = write_line(
            "Twelve Thousand 45/-", writer=writer, x_height_mm=2.4, max_width_mm=50.0, rng=rng
        )
        left, top, right, bottom = line.bounds_mm()
        assert -3.0 < left < 4.0
        assert 15.0 < right - left < 54.0
        assert top < 0.0 < bottom + 2.0


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Zero"),
        (15, "Fifteen"),
        (40, "Forty"),
        (307, "Three Hundred Seven"),
        (21_000, "Twenty One Thousand"),
        (999_999, "Nine Hundred Ninety Nine Thousand Nine Hundred Ninety Nine"),
    ],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, 1_000_000])
def test_amounts_out_of_range_are_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="spelt out"):
        amount_in_words(amount)
