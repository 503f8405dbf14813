"""Drifted similarities raise the alarm, undrifted ones do not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sigverify.scoring.checks import ScoreError
from sigverify.scoring.drift import CHANGED, LEAST_NUMBER, has_changed, stability_index

SHARES = np.array([0.005, 0.07, 0.925])


def test_the_index_is_the_sum_of_the_textbook() -> None:
    seen, expected = (50.0, 50.0), (80.0, 20.0)
    plain = (0.5 - 0.8) * math.log(0.5 / 0.8) + (0.5 - 0.2) * math.log(0.5 / 0.2)
    assert stability_index(seen, expected=expected) == pytest.approx(plain)
    assert stability_index((10, 20, 30), expected=(1, 2, 3)) == pytest.approx(0)
    # A class without members counts as half a member.
    assert math.isfinite(stability_index((0, 100), expected=(50, 50)))


@pytest.mark.parametrize("number", [LEAST_NUMBER, 2000])
def test_similarities_of_the_calibration_raise_no_alarm(number: int) -> None:
    random = np.random.default_rng(7)
    alarms = [
        has_changed(random.multinomial(number, SHARES), expected=number * SHARES)
        for _ in range(1000)
    ]
    assert sum(alarms) == 0


@pytest.mark.parametrize(
    "shares", [(0.05, 0.35, 0.6), (0.4, 0.07, 0.53), (0.0, 0.5, 0.5)], ids=["paler", "torn", "wide"]
)
def test_drifted_similarities_do(shares: tuple[float, float, float]) -> None:
    random = np.random.default_rng(8)
    for _ in range(200):
        seen = random.multinomial(LEAST_NUMBER, shares)
        assert has_changed(seen, expected=LEAST_NUMBER * SHARES)
    few = random.multinomial(LEAST_NUMBER - 1, shares)
    assert not has_changed(few, expected=SHARES), "too few for a verdict"
    assert stability_index(few, expected=SHARES) > CHANGED


@pytest.mark.parametrize(
    ("seen", "expected"),
    [((0, 0), (1, 1)), ((1, 2), (1, 2, 3)), ((-1, 2), (1, 1)), ((1, 1), (0, 0)), ((), ())],
)
def test_what_are_no_numbers_of_classes_is_refused(seen: object, expected: object) -> None:
    with pytest.raises(ScoreError):
        stability_index(seen, expected=expected)  # type: ignore[arg-type]
