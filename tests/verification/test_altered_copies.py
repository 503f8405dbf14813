"""Copies that were bent or joined from several specimens are not accepted."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from sigverify.imaging.bending import Bending
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Decision
from sigverify.verification.copies import (
    BENT_LEAST_SHARE,
    BENT_SHARE,
    BENT_SHIFT,
    JOINED_SHARE,
    calls_bent_copy,
    in_parts,
    share_in_parts,
    too_even,
)
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.forging import Image, bent, spliced
from tests.helpers.scribbles import scribble

FAR_PX = 9.0


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def prepared(verifier: Verifier, path: Path, grey: Image) -> PreparedSignature:
    path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    return verifier.prepare(path)


def wave(*widths: int) -> Image:
    """A wavy line in pieces of the given widths."""
    paper = np.full((160, 480), 255, np.uint8)
    x = np.arange(20, 460)
    points = np.stack([x, 80 + 45 * np.sin(x / 25)], axis=1).round().astype(np.int32)
    for piece, width in zip(np.array_split(points, len(widths)), widths, strict=True):
        cv2.polylines(paper, [piece], False, 20, thickness=width, lineType=cv2.LINE_AA)
    return paper


def bending(moved: float, fixed: float, shift: float) -> Bending:
    sides = (np.where(np.arange(100) < round(100 * share), 0.0, FAR_PX) for share in (moved, fixed))
    return Bending(moved_distances=next(sides), fixed_distances=next(sides), shift=shift)


def test_a_bent_copy_is_flagged(verifier: Verifier, tmp_path: Path) -> None:
    specimens = [scribble(seed=1, variation=number) for number in (1, 2)]
    references = [
        prepared(verifier, tmp_path / f"{number}.png", grey)
        for number, grey in enumerate(specimens)
    ]
    copy = bent(0.02)(specimens[1:], np.random.default_rng(2))
    result = verifier.verify(prepared(verifier, tmp_path / "q.png", copy), references)
    assert result.decision is Decision.FLAG
    assert result.reasons[:2] == (
        Reason(ReasonCode.COPY_OF_SPECIMEN),
        Reason(ReasonCode.LINES_COINCIDE_BENT, specimen="1.png"),
    )
    assert result.is_copy


def test_parts_of_several_specimens_are_referred(verifier: Verifier, tmp_path: Path) -> None:
    specimens = [scribble(seed=1, variation=number) for number in (1, 2)]
    references = [
        prepared(verifier, tmp_path / f"{number}.png", grey)
        for number, grey in enumerate(specimens)
    ]
    joined = spliced()(specimens, np.random.default_rng(2))
    result = verifier.verify(prepared(verifier, tmp_path / "q.png", joined), references)
    assert result.decision is Decision.REFER
    assert result.reasons[0] == Reason(ReasonCode.PARTS_COINCIDE)


def test_a_line_of_one_width_is_referred_if_the_specimens_vary(
    verifier: Verifier, tmp_path: Path
) -> None:
    even, uneven = (
        prepared(verifier, tmp_path / f"{len(widths)}.png", wave(*widths))
        for widths in ((7,), (4, 9, 5, 11))
    )
    assert too_even(even, [uneven]) == Reason(ReasonCode.LINE_TOO_EVEN)
    assert too_even(even, [even]) is None
    assert too_even(uneven, [uneven]) is None


@pytest.mark.parametrize("seed", [1, 4])
def test_what_is_signed_anew_is_neither(verifier: Verifier, tmp_path: Path, seed: int) -> None:
    questioned, *references = [
        prepared(verifier, tmp_path / f"{number}.png", scribble(seed=seed, variation=number))
        for number in range(1, 5)
    ]
    result = verifier.verify(questioned, references)
    assert not result.is_copy
    assert all(reason.code is not ReasonCode.PARTS_COINCIDE for reason in result.reasons)


@pytest.mark.parametrize(
    ("moved", "fixed", "shift", "copy"),
    [
        (BENT_SHARE, BENT_LEAST_SHARE, BENT_SHIFT, True),
        (BENT_LEAST_SHARE, BENT_SHARE, 0.0, True),
        (BENT_SHARE - 0.01, BENT_SHARE - 0.01, 0.0, False),
        (1.0, BENT_LEAST_SHARE - 0.01, 0.0, False),
        (1.0, 1.0, BENT_SHIFT + 0.001, False),
    ],
)
def test_the_rule_for_bent_copies(moved: float, fixed: float, shift: float, copy: bool) -> None:
    assert calls_bent_copy(bending(moved, fixed, shift)) is copy


def test_a_line_lies_on_specimens_part_by_part() -> None:
    across = np.random.default_rng(1).permutation(np.arange(300.0))
    left = np.where(across < 150, 0.0, FAR_PX)
    # Half of the points near the seam count for the better specimen of the two.
    halves = np.array([left, FAR_PX - left])
    assert share_in_parts(across, halves) > JOINED_SHARE
    assert in_parts(across, halves)
    assert share_in_parts(across, np.array([left, left])) == pytest.approx(0.5, abs=0.01)
    # What lies on one specimen as a whole is no matter of parts.
    whole = np.zeros_like(left)
    assert not in_parts(across, np.array([whole, left]))
    scattered = np.where(np.arange(300) % 3, FAR_PX, 0.0)
    everywhere = np.array([scattered, np.roll(scattered, 1)])
    assert share_in_parts(across, everywhere) < 0.5
