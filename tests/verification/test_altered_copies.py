"""Altered copies are referred where they would be accepted; new signatures are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.coarse_search import Turns
from sigverify.imaging.registration import InkLines, Registration, ink_lines, register
from sigverify.reasons import ReasonCode
from sigverify.terms import Decision
from sigverify.verification.alterations import (
    EVEN_REFERENCES,
    FOLLOWED_LEAD,
    JOINED_LEAD,
    Alteration,
    is_too_even,
    leads,
)
from sigverify.verification.caches.copy_checks import CopyMemory, RememberedCopyTest
from sigverify.verification.copies import CopyTest
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.forging import (
    Forger,
    bent,
    freehand,
    lightboxed,
    plotted,
    spliced,
    traced,
    waved,
)
from tests.helpers.named_signatures import named_signature
from tests.helpers.scribbles import scribble
from tests.helpers.tiny_model import calibration_values

Image = NDArray[np.uint8]


def lines_of(grey: Image) -> InkLines:
    return ink_lines(clean_crop(grey))


@pytest.fixture(scope="module")
def specimens() -> list[Image]:
    return [scribble(seed=5, variation=number) for number in (1, 2, 3)]


def leads_of(grey: Image, specimens: list[Image]) -> tuple[float, float]:
    questioned, known = lines_of(grey), [lines_of(one) for one in specimens]
    matrices = [register(questioned, one).inverse for one in known]
    return leads(questioned, known, matrices=matrices)


@pytest.mark.parametrize(
    "forge",
    [bent(0.02), waved(0.01), waved(0.02), traced(0.02), lightboxed, freehand(0.01)],
    ids=["bent", "waves 1 %", "waves 2 %", "traced", "lightbox", "freehand"],
)
def test_a_bent_or_traced_copy_follows_one_specimen(forge: Forger, specimens: list[Image]) -> None:
    whole, _ = leads_of(forge(specimens, np.random.default_rng(1)), specimens)
    assert whole >= FOLLOWED_LEAD


@pytest.mark.parametrize(
    "forge",
    [spliced(), spliced(moved=0.04), spliced(pieces=3), plotted],
    ids=["halves", "moved", "thirds", "plotted"],
)
def test_each_piece_of_a_joined_or_plotted_copy_follows_a_specimen(
    forge: Forger, specimens: list[Image]
) -> None:
    _, pieces = leads_of(forge(specimens, np.random.default_rng(1)), specimens)
    assert pieces >= JOINED_LEAD


def test_new_signatures_do_not(specimens: list[Image]) -> None:
    for seed, variation in ((5, 4), (5, 5), (8, 1)):
        whole, pieces = leads_of(scribble(seed=seed, variation=variation), specimens)
        assert whole < FOLLOWED_LEAD - 0.04
        assert pieces < JOINED_LEAD - 0.04


def test_a_new_signature_of_a_steady_signer_follows_all_specimens(
    specimens: list[Image],
) -> None:
    # Signatures as near as tracings of each other.
    rng = np.random.default_rng(1)
    steady = [lightboxed(specimens, rng) for _ in range(4)]
    alone, _ = leads_of(steady[0], [specimens[0], specimens[1]])
    among, _ = leads_of(steady[0], [*steady[1:], specimens[0]])
    assert alone >= FOLLOWED_LEAD > among


@pytest.mark.parametrize("forge", [traced(0.02), plotted], ids=["traced", "plotted"])
def test_a_line_of_one_width_is_too_even_beside_lines_that_swell(forge: Forger) -> None:
    swelling = [scribble(seed=3, variation=number, swelling=True) for number in range(1, 6)]
    known = [lines_of(grey) for grey in swelling[:3]]
    forged = lines_of(forge(swelling, np.random.default_rng(1)))
    assert is_too_even(forged, known)
    assert not any(is_too_even(lines_of(grey), known) for grey in swelling[3:])
    # Too few specimens do not tell how much the signer's line varies.
    assert not is_too_even(forged, known[: EVEN_REFERENCES - 1])


def test_a_traced_signature_is_referred_and_says_why(pristine_model: Path, tmp_path: Path) -> None:
    # The small model sees the width itself; a trained one gets lines of one width.
    lenient = calibration_values(pristine_model) | {"similarity": {"a": 44.0, "b": 0.5}}
    calibration = tmp_path / "lenient.json"
    calibration.write_text(json.dumps(lenient), encoding="utf-8")
    verifier = Verifier(pristine_model, calibration=calibration)
    images = [scribble(seed=5, variation=number, swelling=True) for number in (1, 2, 3, 4)]
    prepared = []
    for number, grey in enumerate([*images, scribble(seed=5)]):
        path = tmp_path / f"{number}.png"
        path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
        prepared.append(verifier.prepare(path))
    *specimens, genuine, forged = prepared
    result = verifier.verify(forged, specimens)
    assert result.decision is Decision.REFER
    assert [reason.code for reason in result.reasons] == [ReasonCode.EVEN_LINE]
    assert verifier.verify(genuine, specimens).decision is Decision.ACCEPT


def test_halves_need_both_specimens() -> None:
    specimens = [scribble(seed=5, variation=number) for number in (1, 2)]
    forged = spliced()(specimens, np.random.default_rng(1))
    _, both = leads_of(forged, specimens)
    for alone in specimens:
        _, one = leads_of(forged, [alone])
        assert one < both - 0.1


def test_the_answer_goes_on_from_the_plain_check_and_does_not_depend_on_it(
    specimens: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = bent(0.02)(specimens, np.random.default_rng(1))
    lines = {name: lines_of(grey) for name, grey in zip("fabc", [forged, *specimens], strict=True)}
    questioned, *references = map(named_signature, lines)
    searches: list[Turns] = []

    def counted(moved: InkLines, fixed: InkLines, **limits: Any) -> Registration:  # noqa: ANN401
        searches.append(limits["turns"])
        return register(moved, fixed, **limits)

    monkeypatch.setattr("sigverify.verification.copies.register", counted)
    for wanted in ([references[0]], references):
        fresh = CopyTest(lambda one: lines[one.pixels_sha256])
        answer = fresh.altered(questioned, wanted)
        used = CopyTest(lambda one: lines[one.pixels_sha256])
        for one in wanted:
            used(questioned, one)
        used(references[1], references[0])
        assert used.altered(questioned, wanted) is answer
        assert answer is Alteration.FOLLOWED
    # Without a check of other signatures between them, nothing is searched for twice.
    searches.clear()
    test = CopyTest(lambda one: lines[one.pixels_sha256])
    for one in references:
        test(questioned, one)
    assert test.altered(questioned, references)
    assert len(searches) == len(references)
    # The questioned ink is turned once for all references.
    assert len({id(turns) for turns in searches}) == 1


def test_what_would_be_accepted_is_referred(
    pristine_model: Path, tmp_path: Path, specimens: list[Image]
) -> None:
    verifier = Verifier(pristine_model)
    prepared = []
    images = [*specimens, bent(0.025)(specimens, np.random.default_rng(2)), scribble(seed=5)]
    for number, grey in enumerate(images):
        path = tmp_path / f"{number}.png"
        path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
        prepared.append(verifier.prepare(path))
    forged = verifier.verify(prepared[3], prepared[:3])
    assert forged.decision is Decision.REFER
    assert [reason.code for reason in forged.reasons] == [ReasonCode.FOLLOWED_SPECIMEN]
    assert forged.similarity is not None
    assert forged.similarity >= forged.thresholds.accept_at
    assert verifier.verify(prepared[4], prepared[:3]).decision is Decision.ACCEPT


def test_a_memory_answers_without_the_ink(
    pristine_model: Path, tmp_path: Path, specimens: list[Image]
) -> None:
    verifier = Verifier(pristine_model)
    prepared: list[PreparedSignature] = []
    for number, grey in enumerate(specimens):
        path = tmp_path / f"{number}.png"
        path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
        prepared.append(verifier.prepare(path))
    asked: list[str] = []

    def lines(signature: PreparedSignature) -> InkLines:
        asked.append(signature.path.name)
        return signature.lines

    memory = CopyMemory(tmp_path / "copies.sqlite")
    first = RememberedCopyTest(lines, memory=memory).altered(prepared[0], prepared[1:])
    assert asked
    memory.close()
    asked.clear()
    again = CopyMemory(tmp_path / "copies.sqlite")
    test = RememberedCopyTest(lines, memory=again)
    assert test.altered(prepared[0], prepared[:0:-1]) is first
    assert not asked
    test.altered(prepared[0], prepared[1:2])
    assert asked
    again.close()
