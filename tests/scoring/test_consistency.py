from __future__ import annotations

import pytest

from sigverify.scoring.consistency import barely_accepted, few_agree, strangers
from sigverify.scoring.decision import Thresholds

THRESHOLDS = Thresholds(accept_at=0.45, flag_below=0.008)


@pytest.mark.parametrize(
    ("alone", "few"),
    [
        ([0.002, 0.142, 0.506], True),
        ([0.899, 0.007], True),
        ([0.899, 0.32], True),
        ([0.899, 0.34], False),
        ([0.9, 0.9, 0.1, 0.1], True),
        ([0.9, 0.9, 0.002], False),
        # A single specimen is judged by the threshold alone.
        ([0.1], False),
        ([], False),
    ],
)
def test_half_of_the_specimens_may_not_speak_against_a_signature(
    alone: list[float], few: bool
) -> None:
    assert few_agree(alone, thresholds=THRESHOLDS) is few


def test_a_stranger_is_unlike_each_of_the_others() -> None:
    among = [[1.0, 0.9, 0.001], [0.9, 1.0, 0.007], [0.001, 0.007, 1.0]]
    assert strangers(among, thresholds=THRESHOLDS) == [2]
    assert strangers([[1.0, 0.001], [0.001, 1.0]], thresholds=THRESHOLDS) == [0, 1]
    assert strangers([[1.0]], thresholds=THRESHOLDS) == []
    assert strangers([], thresholds=THRESHOLDS) == []


def test_near_the_threshold_means_less_than_twice_its_odds() -> None:
    assert barely_accepted(0.5, thresholds=THRESHOLDS)
    assert not barely_accepted(0.44, thresholds=THRESHOLDS)
    assert not barely_accepted(0.649, thresholds=THRESHOLDS)
    assert not barely_accepted(1.0, thresholds=THRESHOLDS)
