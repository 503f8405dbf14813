from __future__ import annotations

import pytest

from sigverify.scoring.evidence import Strength, likelihood_ratio, strength_of


@pytest.mark.parametrize(
    ("ratio", "strength"),
    [
        (1.0, Strength.NONE),
        (1.9, Strength.NONE),
        (2.1, Strength.WEAK),
        (9.9, Strength.WEAK),
        (10.1, Strength.MODERATE),
        (99.0, Strength.MODERATE),
        (101.0, Strength.MODERATELY_STRONG),
        (999.0, Strength.MODERATELY_STRONG),
        (1001.0, Strength.STRONG),
    ],
)
def test_the_scale_is_the_same_on_both_sides(ratio: float, strength: Strength) -> None:
    genuine = ratio / (1 + ratio)
    assert likelihood_ratio(genuine) == pytest.approx(ratio)
    assert strength_of(genuine) is strength
    assert strength_of(1 - genuine) is strength


def test_the_ends_are_strong() -> None:
    assert strength_of(0.0) is strength_of(1.0) is Strength.STRONG
