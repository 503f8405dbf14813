"""The copy check finds copies of synthetic signatures, and no newly written ones."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.registration import InkLines, Registration, ink_lines, register
from sigverify.reasons import Reason, ReasonCode
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import make_signer
from sigverify.synthesis.signatures.styles import Style
from sigverify.terms import Decision
from sigverify.verification.copies import (
    COPY_LEAST_SHARE,
    COPY_SHARE,
    COPY_STRETCH,
    COPY_TEST,
    HOPELESS_SHARE,
    calls_copy,
)
from sigverify.verification.verifier import Verifier
from tests.helpers.rescans import drawn_out, rescan
from tests.helpers.scribbles import scribble


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def write_image(path: Path, grey: NDArray[np.uint8]) -> Path:
    path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    return path


def signed(style: Style, *, signer: int, number: int) -> NDArray[np.uint8]:
    """One signature of a synthetic writer, dark on white."""
    person = make_signer(np.random.default_rng([signer, 1]), style=style)
    ink = draw(
        person.write(np.random.default_rng([signer, number, 2])),
        dpi=200.0,
        pen=Pen(width_mm=0.42, colour=(40, 40, 40)),
        margin_mm=3.0,
    )
    return np.asarray(255 - 0.8 * ink, dtype=np.uint8)


def lines_of(grey: NDArray[np.uint8]) -> InkLines:
    return ink_lines(clean_crop(grey))


def test_no_genuine_pair_of_any_style_is_called_a_copy() -> None:
    for style in Style:
        for signer in range(3):
            inks = [lines_of(signed(style, signer=signer, number=n)) for n in range(4)]
            for first, second in combinations(inks, 2):
                assert not calls_copy(register(first, second)), (style, signer)


def test_rescanned_copies_are_found() -> None:
    found = tried = 0
    for index, style in enumerate(list(Style) * 6):
        original = signed(style, signer=index, number=0)
        copy = rescan(original, np.random.default_rng([index, 3]))
        tried += 1
        found += calls_copy(register(lines_of(copy), lines_of(original)))
    assert found >= 0.95 * tried


def test_stretched_or_slanted_copies_are_found() -> None:
    for index, style in enumerate(list(Style) * 3):
        original = signed(style, signer=index, number=0)
        copy = drawn_out(original, np.random.default_rng([index, 4]))
        found = register(lines_of(copy), lines_of(original), least_share=HOPELESS_SHARE)
        assert calls_copy(found), (style, index)


@pytest.mark.parametrize(
    ("moved", "fixed", "stretch", "copy"),
    [
        (COPY_SHARE, COPY_LEAST_SHARE, 1.0, True),
        (COPY_LEAST_SHARE, COPY_SHARE, COPY_STRETCH - 1e-6, True),
        (COPY_SHARE - 0.01, COPY_SHARE - 0.01, 1.0, False),
        (1.0, COPY_LEAST_SHARE - 0.01, 1.0, False),
        (1.0, 1.0, COPY_STRETCH + 0.01, False),
    ],
)
def test_the_rule(moved: float, fixed: float, stretch: float, copy: bool) -> None:
    matrix = np.array([[0.9 * stretch, 0.0, 3.0], [0.0, 0.9, -2.0]])
    found = Registration(matrix=matrix, moved_share=moved, fixed_share=fixed)
    assert calls_copy(found) is copy


def test_a_copy_is_flagged_whatever_its_similarity(verifier: Verifier, tmp_path: Path) -> None:
    original = scribble(seed=1, variation=2)
    copy = rescan(original, np.random.default_rng(5))
    references = [
        verifier.prepare(write_image(tmp_path / name, image))
        for name, image in (("other.png", scribble(seed=1)), ("copied.png", original))
    ]
    questioned = verifier.prepare(write_image(tmp_path / "q.png", copy))
    assert not questioned.same_image_as(references[1])
    result = verifier.verify(questioned, references)
    assert result.decision is Decision.FLAG
    assert result.reasons == (
        Reason(ReasonCode.COPY_OF_SPECIMEN),
        Reason(ReasonCode.LINES_COINCIDE, specimen="copied.png"),
    )
    assert result.meaning == Reason(ReasonCode.MEANING_COPY)
    anew = verifier.prepare(write_image(tmp_path / "a.png", scribble(seed=1, variation=3)))
    assert not verifier.verify(anew, references).is_copy


def test_a_specimen_that_copies_another_is_mentioned(verifier: Verifier, tmp_path: Path) -> None:
    original = scribble(seed=1, variation=2)
    shifted = cv2.warpAffine(
        original, np.array([[1.0, 0.0, 0.4], [0.0, 1.0, 0.3]]), (420, 150), borderValue=255
    )
    references = [
        verifier.prepare(write_image(tmp_path / f"{name}.png", image))
        for name, image in (
            ("a", original),
            ("b", scribble(seed=1)),
            ("c", np.asarray(shifted, dtype=np.uint8)),
        )
    ]
    questioned = verifier.prepare(write_image(tmp_path / "q.png", scribble(seed=1, variation=3)))
    result = verifier.verify(questioned, references)
    assert Reason(ReasonCode.SPECIMEN_COPIED, specimen="c.png", other="a.png") in result.reasons
    assert result.decision is not Decision.FLAG
    assert COPY_TEST(references[2], references[0])
    assert not COPY_TEST(references[1], references[0])
