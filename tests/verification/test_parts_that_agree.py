from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.reasons import ReasonCode
from sigverify.verification.agreement import agreeing_parts, singles_out
from sigverify.wording import english

THIRDS = (slice(0, 6), slice(6, 12), slice(12, 18))
SAID = {
    (True, True, True): "the left, middle and right parts agree",
    (False, True, True): "the middle and right parts agree; the left part differs",
    (True, False, True): "the left and right parts agree; the middle part differs",
    (True, True, False): "the left and middle parts agree; the right part differs",
    (True, False, False): "the left part agrees; the middle and right parts differ",
    (False, True, False): "the middle part agrees; the left and right parts differ",
    (False, False, True): "the right part agrees; the left and middle parts differ",
    (False, False, False): "the left, middle and right parts differ",
}


def cells(*, seed: int) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).normal(size=(8, 18, 9)).astype(np.float32)
    made[..., :-1] /= np.linalg.norm(made[..., :-1], axis=-1, keepdims=True)
    made[..., -1] = 1
    return made


@pytest.mark.parametrize("agree", list(product((True, False), repeat=3)))
def test_the_parts_that_agree_and_those_that_differ_are_named(
    agree: tuple[bool, bool, bool],
) -> None:
    reference, other = cells(seed=1), cells(seed=2)
    questioned = reference.copy()
    for third, same in zip(THIRDS, agree, strict=True):
        if not same:
            questioned[:, third] = other[:, third]
    found = agreeing_parts(questioned, reference, middle=0.5)
    assert english(found) == SAID[agree]
    assert singles_out(found) == (0 < sum(agree) < len(agree))


def test_what_agrees_depends_on_the_distance_at_which_the_evidence_is_even() -> None:
    reference = cells(seed=1)
    assert agreeing_parts(reference, reference, middle=0.01).code is ReasonCode.NO_PART_AGREES
    other = cells(seed=2)
    assert agreeing_parts(other, reference, middle=2.5).code is ReasonCode.ALL_PARTS_AGREE
