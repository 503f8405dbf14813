"""Made-up similarities of signers, divided as a calibration divides them."""

from __future__ import annotations

from functools import cache

import numpy as np

from sigverify.calibration.scores import ScoredParts, score_table
from sigverify.calibration.source import ReadyScores
from sigverify.scoring.logistic import sigmoid
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.thresholds.choosing import LabelledScores


def scores(
    *, signers: int = 60, each: int = 20, skilled: bool = True, seed: int = 1
) -> LabelledScores:
    rng = np.random.default_rng(seed)
    ids = np.repeat([f"signer {number:03}" for number in range(signers)], each)
    own = np.repeat(rng.normal(0, 0.3, signers), each)

    def of(centre: float) -> WriterScores:
        return WriterScores(sigmoid(centre + own + rng.normal(size=ids.size)), ids)

    return LabelledScores(genuine=of(2.5), skilled=of(-1.5) if skilled else None, random=of(-5.0))


@cache
def parts(*, signers: int = 60, each: int = 20, skilled: bool = True) -> ScoredParts:
    made = scores(signers=signers, each=each, skilled=skilled)
    ready = ReadyScores(by_number={0: made}, sha256="a" * 64)
    return score_table(ready, references=5, seed=1)
