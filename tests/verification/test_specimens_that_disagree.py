"""A signature that one specimen fits is not accepted while others speak against it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Decision
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble
from tests.helpers.tiny_model import calibration_values
from tests.helpers.written_set import write_image


@pytest.fixture
def with_thresholds(pristine_model: Path, tmp_path: Path) -> Callable[[float, float], Verifier]:
    """A verifier with thresholds of its own."""

    def make(accept_at: float, flag_below: float) -> Verifier:
        values = calibration_values(pristine_model)
        profile = tmp_path / "calibration.json"
        profile.write_text(
            json.dumps(values | {"accept_at": accept_at, "flag_below": flag_below}),
            encoding="utf-8",
        )
        return Verifier(pristine_model, calibration=profile)

    return make


def prepared(verifier: Verifier, folder: Path, seed: int, variation: int) -> PreparedSignature:
    path = folder / f"{seed}-{variation}.png"
    write_image(path, scribble(seed=seed, variation=variation))
    return verifier.prepare(path)


def test_specimens_that_do_not_agree_with_it_refer_it(
    with_thresholds: Callable[[float, float], Verifier], tmp_path: Path
) -> None:
    verifier = with_thresholds(0.5, 0.0)
    questioned = prepared(verifier, tmp_path, 1, 1)
    mixed = [prepared(verifier, tmp_path, 1, 2), prepared(verifier, tmp_path, 2, 2)]
    before = verifier.verify(questioned, mixed)
    assert before.similarity is not None
    # A threshold that the mean reaches and the second specimen does not.
    verifier = with_thresholds(0.9 * before.similarity, 0.0)
    result = verifier.verify(questioned, mixed)
    assert verifier.thresholds.decide(result.similarity or 0.0) is Decision.ACCEPT
    assert result.decision is Decision.REFER
    assert result.reasons[0] == Reason(ReasonCode.FEW_SPECIMENS_AGREE, short=1, all=2)


def test_a_specimen_unlike_the_others_refers_what_they_accept(
    with_thresholds: Callable[[float, float], Verifier], tmp_path: Path
) -> None:
    verifier = with_thresholds(0.5, 0.0)
    questioned = prepared(verifier, tmp_path, 1, 1)
    own = [prepared(verifier, tmp_path, 1, number) for number in (2, 3, 4)]
    alone = verifier.verify(questioned, own)
    assert alone.decision is Decision.ACCEPT
    other = prepared(verifier, tmp_path, 2, 2)
    mixed = verifier.verify(questioned, [*own, other])
    assert mixed.similarity is not None
    singles = sorted(one.similarity or 0.0 for one in mixed.references)
    # All three of their own would be enough by themselves, and so would all four together.
    accept_at = 0.99 * min(singles[1], mixed.similarity)
    verifier = with_thresholds(accept_at, accept_at)
    result = verifier.verify(questioned, [*own, other])
    assert result.decision is Decision.REFER
    assert result.reasons == (Reason(ReasonCode.SPECIMEN_UNLIKE_OTHERS, specimen=other.path.name),)


def test_an_acceptance_near_the_threshold_says_so(
    with_thresholds: Callable[[float, float], Verifier], tmp_path: Path
) -> None:
    verifier = with_thresholds(0.5, 0.0)
    questioned, own = (prepared(verifier, tmp_path, 1, number) for number in (1, 2))
    similarity = verifier.verify(questioned, [own]).similarity
    assert similarity is not None
    verifier = with_thresholds(0.999 * similarity, 0.0)
    result = verifier.verify(questioned, [own])
    assert result.decision is Decision.ACCEPT
    assert result.reasons == (Reason(ReasonCode.BARELY_ACCEPTED),)
