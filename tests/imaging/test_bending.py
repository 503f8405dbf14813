"""A bent signature is laid on its original again, a newly written one is not."""

from __future__ import annotations

import numpy as np
import pytest

from sigverify.imaging.bending import Bending, bend
from sigverify.imaging.registration import ink_lines, register
from tests.helpers.forging import Forger, Image, bent
from tests.helpers.scribbles import scribble


def laid(first: Image, second: Image) -> Bending:
    moved, fixed = ink_lines(255 - first), ink_lines(255 - second)
    return bend(moved, fixed, matrix=register(moved, fixed).matrix)


@pytest.mark.parametrize("forger", [bent(0.01), bent(0.02)])
def test_what_was_bent_is_bent_back(forger: Forger) -> None:
    original = scribble(seed=3)
    found = laid(forger([original], np.random.default_rng(1)), original)
    assert min(found.moved_share, found.fixed_share) > 0.9
    assert 0 < found.shift < 0.03


def test_the_same_line_is_not_bent() -> None:
    found = laid(scribble(seed=3), scribble(seed=3))
    assert found.moved_share == found.fixed_share == 1
    assert found.shift < 1e-3


def test_a_second_signature_stays_apart() -> None:
    found = laid(scribble(seed=1, variation=1), scribble(seed=1, variation=2))
    assert min(found.moved_share, found.fixed_share) < 0.8
