"""A signature is flagged only if it and a specimen are seen well; print through one is doubt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from sigverify.detection.ink import MAX_DOUBT, MAX_TOUCHED, PenInk
from sigverify.imaging.quality import UNSIGNED, QualityKind
from sigverify.imaging.reading.scans import Scan
from sigverify.reasons import Reason, ReasonCode
from sigverify.synthesis.documents.card import CardKind, compose_card
from sigverify.terms import Decision
from sigverify.verification.decision import doubtful
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def ink(*, doubt: float = 0.1, touched: float = 0.0) -> PenInk:
    bare = PenInk.without_print(np.zeros((4, 4), np.uint8), doubt=doubt)
    return replace(bare, touched=touched)


def touched(signature: PreparedSignature) -> PreparedSignature:
    """The signature as if much print had been taken away from its ink."""
    found = doubtful(place=None, pen=ink(touched=2 * MAX_TOUCHED))
    return replace(signature, quality=(*signature.quality, *found))


@pytest.fixture(scope="module")
def people(verifier: Verifier, tmp_path_factory: pytest.TempPathFactory) -> list[PreparedSignature]:
    """A questioned signature, and three specimens of somebody else."""
    folder = tmp_path_factory.mktemp("people")
    found = []
    for name, seed, variation in (("q", 1, 0), ("r0", 9, 0), ("r1", 9, 1), ("r2", 9, 2)):
        path = folder / f"{name}.png"
        path.write_bytes(
            cv2.imencode(".png", scribble(seed=seed, variation=variation))[1].tobytes()
        )
        found.append(verifier.prepare(path))
    return found


def test_findings_say_how_print_and_ink_mix() -> None:
    assert doubtful(place=None, pen=ink()) == ()
    assert doubtful(place=None, pen=ink(touched=0.9 * MAX_TOUCHED)) == ()
    (touching,) = doubtful(place=None, pen=ink(touched=1.1 * MAX_TOUCHED))
    assert touching.kind is QualityKind.PRINT_TOUCHES
    (mixed,) = doubtful(place=None, pen=ink(doubt=0.9, touched=1.1 * MAX_TOUCHED))
    assert mixed.kind is QualityKind.CHECK_INK


def test_a_signature_is_flagged_if_both_are_seen_well(
    verifier: Verifier, people: list[PreparedSignature]
) -> None:
    asked, *known = people
    assert verifier.verify(asked, known).decision is Decision.FLAG
    assert verifier.verify(asked, [touched(known[0]), *known[1:]]).decision is Decision.FLAG


def test_print_in_the_signature_or_in_all_specimens_is_referred(
    verifier: Verifier, people: list[PreparedSignature]
) -> None:
    asked, *known = people
    for result in (
        verifier.verify(touched(asked), known),
        verifier.verify(asked, [touched(one) for one in known]),
    ):
        assert result.decision is Decision.REFER
        codes = [reason.code for reason in result.reasons]
        assert codes[0] is ReasonCode.CHECK_INK
        assert ReasonCode.LESS_ALIKE in codes
        about = next(one for one in result.reasons if one.code is ReasonCode.DOUBT_ABOUT)
        assert about.parameters["finding"] == Reason(
            ReasonCode.INK_DOUBTFUL, doubt=Reason(ReasonCode.INK_MIXED_WITH_PRINT)
        )


def test_print_that_touches_a_genuine_signature_does_not_hinder_it(
    verifier: Verifier, people: list[PreparedSignature]
) -> None:
    _, first, second, _ = people
    plain = verifier.verify(first, [second])
    assert plain.decision is not Decision.FLAG
    assert verifier.verify(touched(first), [touched(second)]).decision is plain.decision


def test_a_person_can_see_what_was_taken_away(verifier: Verifier) -> None:
    rng = np.random.default_rng(6)
    card = compose_card(rng, kind=CardKind.SLIP, signatures=[255 - scribble(seed=4)], dpi=200.0)
    grey = np.asarray(cv2.cvtColor(card.image, cv2.COLOR_BGR2GRAY), np.uint8)
    scan = Scan(
        grey=grey, colour=card.image, dpi=None, page=0, page_count=1, sha256="0" * 64, format="PNG"
    )
    whole = verifier.separated(scan)
    boxed = verifier.separated(scan, box=card.boxes[0])
    for found in (whole, boxed):
        assert found.grey.shape == found.pen.ink.shape == found.pen.taken.shape
        assert (found.pen.ink >= 128).any()
        assert not ((found.pen.ink >= 128) & (found.pen.taken > 0)).any()
    assert whole.pen.taken.any()
    prepared = verifier.prepare_scan(scan, path=Path("slip.png"))
    assert (prepared.ink >= 128).sum() == (whole.pen.ink >= 128).sum()


@pytest.mark.parametrize(
    ("confidence", "doubt", "unsigned"),
    [
        (0.6, 0.9, True),
        (0.4, 0.35, True),
        (0.8, 0.9, False),
        (0.4, 0.2, False),
        (0.65, 0.4, False),
    ],
)
def test_unsure_ink_at_an_unsure_place_is_no_signature(
    confidence: float, doubt: float, unsigned: bool
) -> None:
    found = doubtful(place=None, pen=ink(doubt=doubt), confidence=confidence)
    assert (UNSIGNED in found) == unsigned
    # What led to it is still told, and a place that a person gave is not questioned.
    assert len(found) == unsigned + (doubt > MAX_DOUBT)
    assert UNSIGNED not in doubtful(place=None, pen=ink(doubt=doubt))
