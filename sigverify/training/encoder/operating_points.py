"""Rates of each data set at the shipped thresholds, with one reference and with several.

Pooled rates hide that the point where errors balance differs between sets. The model card shows by
how much, above all for a set of another laboratory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from sigverify.evaluation.protocol import DRAWS
from sigverify.scoring.bootstrap import WriterScores, equal_error_interval
from sigverify.scoring.choosing import Estimate, LabelledScores, rates_at
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.fusion import FusionConfig, fuse_many
from sigverify.scoring.metrics import equal_error_rate
from sigverify.scoring.similarity import SimilarityMap
from sigverify.terms import PairKind
from sigverify.training.encoder.calibrating import reference_cases
from sigverify.training.encoder.measuring import Measured
from sigverify.verification.calibration_file import CalibrationValues

SEVERAL: Final = 5
MIN_WRITERS: Final = 2

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
    result: dict[str, Any] = {}
    for name in measured.by_set:
        rows = {
            str(count): _row(scores, calibration=calibration, seed=seed)
            for count, scores in (
                (1, _single(measured, name=name)),
                (SEVERAL, _several(measured, name=name, calibration=calibration, seed=seed)),
            )
            if scores is not None
        }
        if rows:
            result[name] = rows
    return result


Distances = tuple[WriterScores, WriterScores]
"""Fused distances of genuine signatures and of skilled forgeries."""


def _single(measured: Measured, *, name: str) -> Distances | None:
    distances = measured.by_set[name].distances
    if PairKind.GENUINE not in distances or PairKind.SKILLED not in distances:
        return None
    return _enough(distances[PairKind.GENUINE], distances[PairKind.SKILLED])


def _several(
    measured: Measured, *, name: str, calibration: CalibrationValues, seed: int
) -> Distances | None:
    config = FusionConfig(**calibration.fusion)
    values: dict[bool, list[float]] = {True: [], False: []}
    writers: dict[bool, list[int]] = {True: [], False: []}
    examples = measured.examples
    for writer in np.unique(examples.writers[examples.datasets == name]).tolist():
        rows = np.flatnonzero(examples.writers == writer)
        cases = reference_cases(
            measured.embeddings[rows],
            examples=examples.subset(rows),
            k=SEVERAL,
            # Another writer, other draws.
            seed=seed + writer,
            draws=DRAWS,
        )
        if cases is None:
            continue
        fused = fuse_many(cases.questioned, references=cases.references, config=config)
        for genuine in (True, False):
            found = fused[cases.genuine == genuine].tolist()
            values[genuine] += found
            writers[genuine] += [writer] * len(found)
    if not values[True] or not values[False]:
        return None
    right, wrong = (WriterScores(np.array(values[g]), np.array(writers[g])) for g in (True, False))
    return _enough(right, wrong)


def _enough(genuine: WriterScores, skilled: WriterScores) -> Distances | None:
    """The arguments, or None if there are too few writers for an interval."""
    if min(np.unique(kind.writers).size for kind in (genuine, skilled)) < MIN_WRITERS:
        return None
    return genuine, skilled


def _row(distances: Distances, *, calibration: CalibrationValues, seed: int) -> Row:
    similarity = SimilarityMap(a=calibration.similarity.a, b=calibration.similarity.b)
    genuine, skilled = (
        WriterScores(similarity.similarities(kind.values), kind.writers) for kind in distances
    )
    rates = rates_at(
        LabelledScores(genuine=genuine, skilled=skilled, random=None),
        thresholds=Thresholds(accept_at=calibration.accept_at, flag_below=calibration.flag_below),
        seed=seed,
    )
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
