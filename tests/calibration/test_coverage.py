"""How often a calibration's claims hold, on simulated banks with known error rates.

Each bank has 90 signers who differ by a normal effect; a third is held out. Run with
``pytest --run-slow -s tests/calibration/test_coverage.py``, which prints the figures
that docs/calibration.md gives.
"""

from __future__ import annotations

from math import log, sqrt
from statistics import NormalDist

import numpy as np
import pytest

from sigverify.calibration.policy import PolicyRequest, Scaling, parse_bands
from sigverify.calibration.run import check_on_held_out, choose, scale
from sigverify.calibration.scores import score_table
from sigverify.calibration.source import ReadyScores
from sigverify.scoring.logistic import sigmoid
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.performance.rates import Estimate
from sigverify.scoring.rescaling import PlattScaling
from sigverify.scoring.thresholds.choosing import LabelledScores

NORMAL = NormalDist()
BANKS = 1000
SIGNERS, EACH, BETWEEN = 90, 40, 0.4
GENUINE, SKILLED, LIMIT = 3.0, 0.0, 0.05


def bank(rng: np.random.Generator) -> LabelledScores:
    ids = np.repeat([f"{number:03}" for number in range(SIGNERS)], EACH)

    def of(centre: float) -> WriterScores:
        own = np.repeat(rng.normal(centre, BETWEEN, SIGNERS), EACH)
        return WriterScores(sigmoid(own + rng.normal(size=ids.size)), ids)

    return LabelledScores(genuine=of(GENUINE), skilled=of(SKILLED), random=None)


def covers(estimate: Estimate, truth: float) -> bool:
    return estimate.interval.low <= truth <= estimate.interval.high


@pytest.mark.slow
def test_held_out_intervals_cover_and_the_limit_is_kept() -> None:
    rng = np.random.default_rng(2026)
    request = PolicyRequest(bands=parse_bands([f"far-skilled={LIMIT}"]), flag_frr=None)
    far_covered = frr_covered = broken = 0
    for _ in range(BANKS):
        ready = ReadyScores(by_number={0: bank(rng)}, sha256="0" * 64)
        scaled = scale(score_table(ready, references=5, seed=1), scaling=Scaling.PLATT)
        chosen = choose(scaled, request=request)
        (rates,) = check_on_held_out(chosen).rates
        assert isinstance(scaled.scaling, PlattScaling)
        threshold = chosen.choices[0].thresholds.accept_at
        # Back to the log-odds scale on which the bank was drawn.
        odds = (log(threshold / (1 - threshold)) - scaled.scaling.intercept) / scaled.scaling.slope
        far = 1 - NORMAL.cdf((odds - SKILLED) / sqrt(1 + BETWEEN**2))
        frr = NORMAL.cdf((odds - GENUINE) / sqrt(1 + BETWEEN**2))
        assert rates.far_skilled is not None
        far_covered += covers(rates.far_skilled, far)
        frr_covered += covers(rates.frr, frr)
        broken += far > LIMIT
    print(
        f"FAR covered in {far_covered}, FRR in {frr_covered}, limit broken in {broken} of {BANKS}"
    )
    assert 0.93 * BANKS <= far_covered <= 0.97 * BANKS
    assert 0.93 * BANKS <= frr_covered <= 0.97 * BANKS
    assert broken <= 0.05 * BANKS
