"""Counts what the results of a take say, for the state and for the metrics."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sigverify.batch.output.files import TIMINGS_SUFFIX
from sigverify.batch.output.outcome import Summary
from sigverify.tables.table import Table
from sigverify.verification.calibration_values import CalibrationValues, RateValues
from sigverify.watching.state import Outcome

# Upper limits of an item's time, in milliseconds; a last class without a limit follows.
LIMITS: Final = (10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
_CLASSES: Final = 3
_NUMBERS: Final = ("similarity", "threshold", "flag_below")

Shares = tuple[float, float, float]


def genuine_shares(values: CalibrationValues) -> dict[tuple[float, float], Shares]:
    """Return how genuine similarities were distributed when the calibration was made.

    Args:
        values: the calibration.

    Returns:
        For each pair of thresholds, the shares below ``flag_below``, between, and from
        ``accept_at`` on; without pairs whose rates are not known.
    """
    found: dict[tuple[float, float], Shares] = {}

    def add(accept_at: float, flag_below: float, rates: Mapping[str, RateValues]) -> None:
        frr, flagged = rates.get("frr"), rates.get("genuine_flagged")
        if frr is None:
            return
        rejected = frr.errors / frr.trials
        below = 0.0 if flagged is None else min(rejected, flagged.errors / flagged.trials)
        found[accept_at, flag_below] = (below, rejected - below, 1 - rejected)

    add(values.accept_at, values.flag_below, values.rates)
    bands = [*values.bands, *(band for number in values.numbers for band in number.bands)]
    for band in bands:
        add(band.accept_at, band.flag_below, band.rates)
    return found


def outcome_of(
    results: Path, *, summary: Summary, shares: Mapping[tuple[float, float], Shares]
) -> Outcome:
    """Count the results of a take.

    Args:
        results: the results file, with its timings beside it.
        summary: the counts of the batch.
        shares: as `genuine_shares` gives them.

    Raises:
        DataError: the results can no longer be read.
    """
    seen, expected = [0.0] * _CLASSES, [0.0] * _CLASSES
    for row in _rows(results):
        if row.get("similarity") in (None, ""):
            continue
        similarity, accept_at, flag_below = (float(row[name]) for name in _NUMBERS)
        usual = shares.get((accept_at, flag_below))
        if usual is None:
            continue
        seen[(similarity >= flag_below) + (similarity >= accept_at)] += 1
        expected = [sum(pair) for pair in zip(expected, usual, strict=True)]
    times = [
        float(row["milliseconds"])
        for row in _rows(results.with_name(results.name + TIMINGS_SUFFIX))
    ]
    classes = Counter(bisect_left(LIMITS, time) for time in times)
    return Outcome(
        items=summary.items,
        failed=summary.failed,
        repeated=summary.repeated,
        decisions=dict(summary.decisions),
        milliseconds=[classes[place] for place in range(len(LIMITS) + 1)],
        total_milliseconds=round(sum(times), 1),
        seen=seen,
        expected=[round(one, 6) for one in expected],
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.suffix == ".jsonl":
        with path.open(encoding="ascii") as stream:
            yield from map(json.loads, stream)
        return
    table = Table(path, columns=(*_NUMBERS, "milliseconds"))
    for row in table:
        yield dict(zip(table.heading, row.cells, strict=True))
