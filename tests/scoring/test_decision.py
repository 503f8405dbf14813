import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision


@pytest.mark.parametrize(
    ("similarity", "decision"),
    [
        (0.0, Decision.FLAG),
        (0.3999, Decision.FLAG),
        (0.4, Decision.REFER),
        (0.6999, Decision.REFER),
        (0.7, Decision.ACCEPT),
        (1.0, Decision.ACCEPT),
    ],
)
def test_ties_go_up(similarity: float, decision: Decision) -> None:
    assert Thresholds(accept_at=0.7, flag_below=0.4).decide(similarity) is decision


@given(similarity=st.floats(0, 1), threshold=st.floats(0, 1))
def test_without_a_band_nothing_is_referred(similarity: float, threshold: float) -> None:
    decision = Thresholds(accept_at=threshold, flag_below=threshold).decide(similarity)
    assert decision is (Decision.ACCEPT if similarity >= threshold else Decision.FLAG)


@pytest.mark.parametrize(
    ("accept_at", "flag_below"),
    [(0.4, 0.7), (1.1, 0.5), (0.5, -0.1), (math.nan, 0.1), (0.5, math.nan)],
)
def test_thresholds_out_of_order_are_refused(accept_at: float, flag_below: float) -> None:
    with pytest.raises(ValueError, match="flag_below <= accept_at"):
        Thresholds(accept_at=accept_at, flag_below=flag_below)


@pytest.mark.parametrize("similarity", [-0.01, 1.01, math.nan])
def test_a_similarity_out_of_range_is_refused(similarity: float) -> None:
    with pytest.raises(ValueError, match="a similarity must be"):
        Thresholds(accept_at=0.7, flag_below=0.4).decide(similarity)
