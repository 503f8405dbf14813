"""Figures from similarities with a known result."""

from __future__ import annotations

import numpy as np
import pytest

from sigverify.evaluation.figures import (
    KindScores,
    by_writer,
    decision_share,
    equal_error,
    error_rate,
    evidence,
    own_threshold_error,
)
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.bootstrap import (
    WriterScores,
    equal_error_interval,
    mean_interval,
)
from sigverify.scoring.performance.calibration_quality import cllr, min_cllr
from sigverify.terms import Decision, PairKind

GENUINE, SKILLED, RANDOM = PairKind
NONE = float("nan")


def kind(*by_writer: list[float]) -> KindScores:
    return KindScores(
        np.array([value for values in by_writer for value in values], dtype=np.float64),
        np.repeat(np.arange(len(by_writer)), [len(values) for values in by_writer]),
    )


@pytest.fixture
def scores() -> dict[PairKind, KindScores]:
    return {
        GENUINE: kind([0.9, 0.8, 0.6, NONE], [0.7, 0.2]),
        SKILLED: kind([0.1, 0.3, NONE], [0.65, 0.1]),
        RANDOM: kind([0.05, 0.05], [0.1]),
    }


def test_the_equal_error_rate_leaves_out_what_has_no_similarity(
    scores: dict[PairKind, KindScores],
) -> None:
    figure = equal_error(scores, SKILLED, seed=1)
    # Between 0.3 and 0.6: 1 of 4 forgeries accepted, 1 of 5 genuine rejected.
    assert figure.value is not None
    assert 0.2 <= figure.value <= 0.25
    assert figure.counts == {"writers": 2, "genuine_comparisons": 5, "forged_comparisons": 4}
    assert figure.threshold is not None
    right = WriterScores(np.array([0.9, 0.8, 0.6, 0.7, 0.2]), np.array([0, 0, 0, 1, 1]))
    wrong = WriterScores(np.array([0.1, 0.3, 0.65, 0.1]), np.array([0, 0, 1, 1]))
    assert figure.interval == equal_error_interval(right, wrong, seed=1)


def test_an_unusable_picture_is_rejected_and_never_accepted(
    scores: dict[PairKind, KindScores],
) -> None:
    frr = error_rate(scores, GENUINE, accept_at=0.7, seed=1)
    assert frr.counts == {"errors": 3, "trials": 6, "writers": 2}
    assert frr.value == 0.5
    rejected = WriterScores(np.array([0, 0, 1, 1, 0, 1.0]), np.array([0, 0, 0, 0, 1, 1]))
    assert frr.interval == mean_interval(rejected, seed=1)
    far = error_rate(scores, SKILLED, accept_at=0.65, seed=1)
    assert far.counts == {"errors": 1, "trials": 5, "writers": 2}


def test_the_decisions_of_all_trials_add_up(scores: dict[PairKind, KindScores]) -> None:
    thresholds = Thresholds(accept_at=0.7, flag_below=0.3)
    counts = {
        decision: decision_share(scores, part, decision, thresholds=thresholds, seed=1).counts
        for part in (SKILLED,)
        for decision in Decision
    }
    assert {decision: found["count"] for decision, found in counts.items()} == {
        Decision.ACCEPT: 0,
        Decision.REFER: 2,  # 0.3 itself and 0.65
        Decision.FLAG: 2,
        Decision.NO_DECISION: 1,
    }
    genuine = decision_share(scores, GENUINE, Decision.ACCEPT, thresholds=thresholds, seed=1)
    assert genuine.counts["count"] == 3


def test_each_writer_has_results_and_the_worst_are_named(
    scores: dict[PairKind, KindScores],
) -> None:
    first, second = by_writer(scores, accept_at=0.7)
    assert (first.eer[SKILLED], second.eer[SKILLED]) == (0.0, 0.5)
    assert first.errors == {GENUINE: (2, 4), SKILLED: (0, 3), RANDOM: (0, 2)}
    assert second.errors == {GENUINE: (1, 2), SKILLED: (0, 2), RANDOM: (0, 1)}
    mean, worst = own_threshold_error((first, second), SKILLED, seed=1)
    assert mean.value == 0.25
    assert mean.counts["writers"] == 2
    assert worst is not None
    assert (worst.eer, worst.least, worst.writers) == (0.5, 0.5, (1,))


def test_the_worst_tenth_is_rounded_up_and_sorted() -> None:
    genuine = kind(*[[0.9, 0.8]] * 21)
    # One or both forgeries of each of the last three writers are accepted.
    forged = kind(*[[0.1, 0.2]] * 18, [0.1, 0.95], [0.95, 0.95], [0.1, 0.85])
    scores = {GENUINE: genuine, SKILLED: forged, RANDOM: kind()}
    _, worst = own_threshold_error(by_writer(scores, accept_at=0.5), SKILLED, seed=1)
    assert worst is not None
    assert worst.writers == (19, 18, 20)
    assert worst.least < worst.eer <= 1
    assert own_threshold_error(by_writer(scores, accept_at=0.5), RANDOM, seed=1)[1] is None


def test_evidence_is_that_of_the_similarities(scores: dict[PairKind, KindScores]) -> None:
    found = evidence(scores, SKILLED)
    right, wrong = [0.9, 0.8, 0.6, 0.7, 0.2], [0.1, 0.3, 0.65, 0.1]
    assert found is not None
    assert found.cllr == pytest.approx(cllr(right, wrong))
    assert found.min_cllr == pytest.approx(min_cllr(right, wrong))
    assert 0 < found.expected_calibration_error < 1
    assert found.slope is not None
    assert found.slope > 0


def test_a_wrong_similarity_of_0_or_1_gives_no_cllr() -> None:
    found = evidence({GENUINE: kind([0.9, 0.0]), SKILLED: kind([0.1, 0.2])}, SKILLED)
    assert found is not None
    assert (found.cllr, found.slope) == (None, None)


def test_without_comparisons_there_is_a_reason_and_no_number() -> None:
    scores = {GENUINE: kind([0.9, 0.8]), SKILLED: kind(), RANDOM: kind([NONE])}
    nothing = equal_error(scores, SKILLED, seed=1)
    assert (nothing.value, nothing.interval) == (None, None)
    assert nothing.reason == "no usable comparisons with skilled forgeries"
    assert equal_error(scores, RANDOM, seed=1).value is None
    assert error_rate(scores, SKILLED, accept_at=0.5, seed=1).value is None
    assert error_rate(scores, RANDOM, accept_at=0.5, seed=1).counts["trials"] == 1
    assert evidence(scores, SKILLED) is None
    frr = error_rate(scores, GENUINE, accept_at=0.85, seed=1)
    assert (frr.value, frr.interval) == (0.5, None)
    assert frr.reason is not None
    assert "one writer" in frr.reason
