"""Rates of each data set at the shipped thresholds, with one reference and with several.

Pooled rates hide that the point where errors balance differs between sets. The model card shows by
how much, above all for a set of another laboratory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sigverify.evaluation.protocol import DRAWS
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.fusion import FusionConfig
from sigverify.scoring.performance.bootstrap import equal_error_interval
from sigverify.scoring.performance.metrics import equal_error_rate
from sigverify.scoring.performance.rates import Estimate
from sigverify.scoring.similarity import SimilarityMap
from sigverify.scoring.thresholds.choosing import LabelledScores, rates_at
from sigverify.scoring.thresholds.reference_draws import drawn_scores
from sigverify.training.encoder.calibrating import writer_tables
from sigverify.training.encoder.measuring import Measured
from sigverify.verification.calibration_values import CalibrationValues

REFERENCES: Final = (1, 5)

Row = dict[str, Any]


def operating_rates(
    measured: Measured, *, calibration: CalibrationValues, seed: int
) -> dict[str, Any]:
    """Rates of each set of a split at the shipped thresholds.

    Args:
        measured: the split.
        calibration: the shipped one.
        seed: of draws and bootstraps.

    Returns:
        By set, then by number of references ("1", "5"): JSON values of ``frr``, ``far_skilled``
        and ``skilled_eer``. A rate is missing if a set has too few writers or signatures for it.
    """
    similarity = SimilarityMap(a=calibration.similarity.a, b=calibration.similarity.b)
    fusion = FusionConfig(**calibration.fusion)
    tables = writer_tables(measured.embeddings, examples=measured.examples, seed=seed)
    result: dict[str, Any] = {}
    for name in measured.by_set:
        of_set = [table for table in tables if table.writer.partition("/")[0] == name]
        rows: dict[str, Row] = {}
        for k in REFERENCES:
            scores = drawn_scores(
                of_set, k=k, fusion=fusion, similarity=similarity, draws=DRAWS, seed=seed
            )
            if scores is not None and scores.skilled is not None:
                thresholds = calibration.thresholds_for(None, references=k)
                rows[str(k)] = _row(scores, thresholds=thresholds, seed=seed)
        if rows:
            result[name] = rows
    return result


def _row(scores: LabelledScores, *, thresholds: Thresholds, seed: int) -> Row:
    genuine, skilled = scores.genuine, scores.skilled
    assert skilled is not None
    rates = rates_at(scores, thresholds=thresholds, seed=seed)
    interval = equal_error_interval(genuine, skilled, seed=seed)
    row: Row = {
        "skilled_eer": {
            "value": equal_error_rate(genuine.values, skilled.values).value,
            "low": interval.low,
            "high": interval.high,
        }
    }
    kinds: Mapping[str, Estimate | None] = {"frr": rates.frr, "far_skilled": rates.far_skilled}
    for kind, estimate in kinds.items():
        assert estimate is not None
        row[kind] = {
            "value": estimate.rate.value,
            "low": estimate.interval.low,
            "high": estimate.interval.high,
        }
    return row
