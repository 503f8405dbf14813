"""Faults that make a comparison worthless or weaker are named; handwriting passes."""

from __future__ import annotations

import csv
import itertools

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.quality import (
    QualityFinding,
    QualityKind,
    Severity,
    assess_quality,
)
from sigverify.imaging.reading.scans import read_scan
from tests.helpers.places import REAL_SIGNATURES
from tests.helpers.scribbles import scribble

Grey = NDArray[np.uint8]
SIGNATURES = REAL_SIGNATURES


def assessed(pixels: MatLike) -> tuple[QualityFinding, ...]:
    grey = np.ascontiguousarray(pixels, dtype=np.uint8)
    return assess_quality(grey, clean_crop(grey))


def found(grey: MatLike) -> dict[QualityKind, Severity]:
    return {finding.kind: finding.severity for finding in assessed(grey)}


def paper(height: int = 200, width: int = 500) -> Grey:
    return np.full((height, width), 255, np.uint8)


def scaled(grey: Grey, factor: float) -> Grey:
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


@pytest.mark.parametrize("seed", range(20))
def test_handwriting_passes(seed: int) -> None:
    grey = scribble(seed=seed)
    assert found(grey) == {}
    assert found(scaled(grey, 0.5)) == {}
    assert found(cv2.threshold(grey, 128, 255, cv2.THRESH_BINARY)[1]) == {}
    assert found(cv2.rotate(grey, cv2.ROTATE_90_CLOCKWISE)) == {}


@pytest.mark.parametrize("shape", [(1, 1), (1, 100), (100, 1), (2, 2), (7, 5), (200, 500)])
@pytest.mark.parametrize(
    ("level", "kind"),
    [(255, QualityKind.BLANK), (180, QualityKind.BLANK), (0, QualityKind.TOO_DARK)],
)
def test_one_even_tone(shape: tuple[int, int], level: int, kind: QualityKind) -> None:
    assert found(np.full(shape, level, np.uint8)) == {kind: Severity.UNUSABLE}


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 3), (30, 30)])
@pytest.mark.parametrize("grey_level", [0, 90, 255])
@pytest.mark.parametrize("ink_level", [0, 127, 128, 255])
def test_any_two_pictures_give_findings(
    shape: tuple[int, int], grey_level: int, ink_level: int
) -> None:
    findings = assess_quality(
        np.full(shape, grey_level, np.uint8), np.full(shape, ink_level, np.uint8)
    )
    assert any(finding.severity is Severity.UNUSABLE for finding in findings)


def test_noise_gives_findings_and_no_exception() -> None:
    generator = np.random.default_rng(3)
    for height, width in itertools.product((1, 2, 5, 40, 300), repeat=2):
        grey = generator.integers(0, 256, (height, width), dtype=np.uint8)
        ink = generator.integers(0, 256, (height, width), dtype=np.uint8)
        assert isinstance(assess_quality(grey, ink), tuple)


def test_pictures_must_belong_together() -> None:
    for ink in (paper(10, 11), paper(0, 0), np.zeros((10, 10, 3), np.uint8)):
        with pytest.raises(ValueError, match="not of one image"):
            assess_quality(paper(10, 10), ink)
    with pytest.raises(ValueError, match="not of one image"):
        assess_quality(paper(0, 0), paper(0, 0))


def test_negative_and_black_scan_are_too_dark() -> None:
    assert found(255 - scribble(seed=1)) == {QualityKind.TOO_DARK: Severity.UNUSABLE}
    shade = (scribble(seed=1) * (110 / 255)).astype(np.uint8)
    assert QualityKind.TOO_DARK not in found(shade)


def test_dot_tick_and_initial() -> None:
    dot = cv2.circle(paper(), (250, 100), 30, 0, -1)
    assert found(dot)[QualityKind.TOO_LITTLE_INK] is Severity.UNUSABLE
    tick = cv2.polylines(paper(), [np.array([[200, 100], [215, 130], [260, 60]])], False, 0, 8)
    assert found(tick)[QualityKind.TOO_LITTLE_INK] is Severity.WARNING
    letter = np.array([[200, 160], [205, 40], [250, 120], [295, 40], [300, 160], [320, 150]])
    initial = cv2.polylines(paper(), [letter], False, 0, 6)
    assert QualityKind.TOO_LITTLE_INK not in found(initial)


def test_coarse_scan() -> None:
    grey = scribble(seed=2)
    assert found(scaled(grey, 0.15))[QualityKind.TOO_COARSE] is Severity.WARNING
    finding = assessed(scaled(grey, 0.08))[0]
    assert (finding.kind, finding.severity) == (QualityKind.TOO_COARSE, Severity.UNUSABLE)
    assert "200 dpi" in finding.message


def forest() -> Grey:
    """Level ink with many tall upright strokes, like a signature in which every letter is an l."""
    grey = cv2.line(paper(), (50, 120), (450, 122), 30, 4)
    for x in range(60, 450, 30):
        cv2.line(grey, (x, 120), (x + 15, 40), 30, 4)
    return np.asarray(grey, dtype=np.uint8)


def test_signature_cut_by_an_edge() -> None:
    grey = forest()
    assert QualityKind.CLIPPED not in found(grey)
    assert found(grey[60:])[QualityKind.CLIPPED] is Severity.UNUSABLE
    tail = cv2.line(paper(), (420, 100), (480, 90), 30, 4)
    whole = np.minimum(grey, tail)
    assert QualityKind.CLIPPED not in found(whole)
    assert found(whole[:, :450])[QualityKind.CLIPPED] is Severity.WARNING
    for turns in range(4):
        assert found(np.rot90(grey[60:], turns))[QualityKind.CLIPPED] is Severity.UNUSABLE


def test_bow_that_touches_the_edge_is_not_cut() -> None:
    grey = cv2.ellipse(paper(), (250, 102), (180, 100), 0, 0, 360, 30, 5)
    grey = cv2.ellipse(grey, (250, 102), (60, 50), 0, 0, 300, 30, 5)
    assert QualityKind.CLIPPED not in found(grey)
    along = cv2.line(scribble(seed=4), (10, 2), (400, 2), 30, 4)
    assert QualityKind.CLIPPED not in found(along)


@pytest.mark.parametrize("seed", range(20))
def test_tight_crop_is_not_cut_severely(seed: int) -> None:
    grey = scribble(seed=seed)
    rows, columns = np.nonzero(grey < 128)
    tight = grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert Severity.UNUSABLE not in found(tight).values()


def printed_page() -> Grey:
    grey = paper(700, 900)
    for line in range(12):
        text = "Pay to the order of nobody in particular"
        cv2.putText(grey, text, (20, 50 + 52 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    return grey


def bar_code() -> Grey:
    grey = paper()
    for x in range(100, 400, 14):
        grey[40:160, x : x + 4 + x % 3] = 0
    return grey


@pytest.mark.parametrize(
    ("grey", "words"),
    [
        (cv2.ellipse(paper(), (250, 100), (150, 80), 0, 0, 360, 0, -1), "filled area"),
        (cv2.rectangle(paper(), (50, 40), (300, 160), 0, -1), "filled area"),
        (cv2.line(paper(), (20, 100), (480, 100), 0, 4), "single line"),
        (cv2.line(paper(), (20, 190), (480, 10), 0, 3), "single line"),
        (cv2.rectangle(paper(), (50, 40), (450, 160), 0, 4), "ruled lines"),
        (bar_code(), "ruled lines"),
        (printed_page(), "page of text"),
    ],
    ids=["disc", "box", "level line", "slanted line", "frame", "bar code", "page"],
)
def test_other_things_than_signatures(grey: Grey, words: str) -> None:
    findings = assessed(grey)
    assert findings[0].severity is Severity.UNUSABLE
    shapes = [finding for finding in findings if finding.kind is QualityKind.NOT_A_SIGNATURE]
    assert len(shapes) == 1
    assert words in shapes[0].message


def test_pale_ink_is_a_warning() -> None:
    ink = 255 - scribble(seed=5)
    pale = (230 - ink * (22 / 255)).astype(np.uint8)
    assert found(pale) == {QualityKind.LOW_CONTRAST: Severity.WARNING}
    clear = (230 - ink * (90 / 255)).astype(np.uint8)
    assert found(clear) == {}


def test_messages_are_one_sentence_and_a_remedy_worst_first() -> None:
    pictures = [paper(), 255 - paper(), scaled(scribble(seed=2), 0.08), forest()[60:], bar_code()]
    pictures.append((245 - (255 - scaled(scribble(seed=2), 0.15)) * 0.08).astype(np.uint8))
    for grey in pictures:
        findings = assessed(grey)
        assert findings
        severities = [finding.severity for finding in findings]
        assert severities == sorted(severities)  # "unusable" before "warning"
        for finding in findings:
            assert finding.message.endswith(".")
            assert "\n" not in finding.message
            assert finding.message.count(". ") == 1


@pytest.mark.real_data
@pytest.mark.parametrize("scale", [1.0, 1 / 3])
def test_real_signatures_are_usable(scale: float) -> None:
    with (SIGNATURES / "manifest.csv").open(encoding="utf-8") as table:
        genuine = [row["path"] for row in csv.DictReader(table) if row["label"] == "genuine"]
    unusable = [
        path
        for path in genuine[::150]
        if Severity.UNUSABLE in found(scaled(read_scan(SIGNATURES / path).grey, scale)).values()
    ]
    assert unusable == []
