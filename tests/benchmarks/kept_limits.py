"""Measures whether `calibrate --policy far-skilled=LIMIT` keeps its limit on signers held out.

    python -m tests.benchmarks.kept_limits SCORES.csv [SCORES.csv ...] [--limit L] [--references K]
        [--splits N] [--seed N]

Each table has the columns ``similarity,writer,kind,references``, as `sigverify train
--left-out-scores` writes them; several tables together are one mixture. In each split two thirds of
the signers choose the threshold and the others judge it. Three rows are printed:

- *calibrate* is the program's rule;
- *best of its kind*: the threshold at which the choosing signers show a share C of the limit, with
  the greatest C that would have kept the limit in 95 % of these very splits. C is known only
  afterwards, so no rule that looks at the choosing signers' rate alone can do better here;
- *all signers known*: one threshold for all splits, the lowest one that keeps the limit in 95 %
  of them. It knows every signer, the ones held out too, and errs only because these are few.

The FRR is that of the signers held out, its ratio the mean over that of the best threshold that
each split's held-out signers could have had.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.thresholds.choosing import accepting_bounds
from sigverify.terms import PairKind

Matrix = NDArray[np.float64]
GRID = 512
KEPT = 0.95


class Signers:
    """The scores of some signers, and their counts at each threshold of a grid."""

    def __init__(self, paths: list[Path], *, references: int) -> None:
        scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for path in paths:
            with path.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    if int(row["references"]) == references:
                        scores[row["kind"]][row["writer"]].append(float(row["similarity"]))
        genuine, skilled = scores[PairKind.GENUINE.value], scores[PairKind.SKILLED.value]
        self.names = sorted(set(genuine) & set(skilled))
        self.genuine = [np.sort(genuine[name]) for name in self.names]
        self.skilled = [np.sort(skilled[name]) for name in self.names]
        everything = np.concatenate([*self.genuine, *self.skilled])
        self.grid = np.unique(np.quantile(everything, np.linspace(0, 1, GRID)))
        self.rejected = np.stack([np.searchsorted(one, self.grid) for one in self.genuine])
        below = np.stack([np.searchsorted(one, self.grid) for one in self.skilled])
        self.accepted = np.array([[one.size] for one in self.skilled]) - below

    def far(self, some: NDArray[np.intp]) -> Matrix:
        """(t,) share of skilled forgeries of some signers accepted at each threshold."""
        total = sum(self.skilled[place].size for place in some)
        return np.asarray(self.accepted[some].sum(axis=0) / total)

    def frr(self, some: NDArray[np.intp]) -> Matrix:
        """(t,) share of genuine signatures of some signers not accepted."""
        total = sum(self.genuine[place].size for place in some)
        return np.asarray(self.rejected[some].sum(axis=0) / total)

    def chosen(self, some: NDArray[np.intp], *, limit: float, seed: int) -> int:
        """The place on the grid of the threshold that the program chooses."""
        names = [np.repeat(self.names[place], self.skilled[place].size) for place in some]
        skilled = WriterScores(
            np.concatenate([self.skilled[place] for place in some]), np.concatenate(names)
        )
        names = [np.repeat(self.names[place], self.genuine[place].size) for place in some]
        genuine = WriterScores(
            np.concatenate([self.genuine[place] for place in some]), np.concatenate(names)
        )
        thresholds, bounds = accepting_bounds(skilled, genuine=genuine, seed=seed)
        kept = np.flatnonzero(bounds <= limit)
        at = thresholds[kept[0]] if kept.size else np.inf
        return int(min(np.searchsorted(self.grid, at), self.grid.size - 1))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scores", type=Path, nargs="+")
    parser.add_argument("--limit", type=float, default=0.05)
    parser.add_argument("--references", type=int, default=5)
    parser.add_argument("--splits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    signers = Signers(options.scores, references=options.references)
    count = len(signers.names)
    rng = np.random.default_rng(options.seed)
    choosing, held = [], []
    for _ in range(options.splits):
        order = rng.permutation(count)
        choosing.append(order[: round(count * 2 / 3)])
        held.append(order[round(count * 2 / 3) :])
    far = np.stack([signers.far(some) for some in held])
    frr = np.stack([signers.frr(some) for some in held])
    best = np.array([first_below(row, options.limit) for row in far])
    print(f"{count} signers, limit {100 * options.limit:g} %, {options.splits} splits")
    rows = np.arange(options.splits)
    shown = [signers.chosen(some, limit=options.limit, seed=options.seed) for some in choosing]
    report("calibrate", np.array(shown), far, frr, best=best, limit=options.limit)
    seen = np.stack([signers.far(some) for some in choosing])
    for share in np.linspace(1, 0, 101):
        at = np.array([first_below(row, share * options.limit) for row in seen])
        if (far[rows, at] <= options.limit).mean() >= KEPT:
            break
    report(f"best of its kind, C {share:.2f}", at, far, frr, best=best, limit=options.limit)
    kept = (far <= options.limit).mean(axis=0) >= KEPT
    one = np.full(options.splits, int(np.argmax(np.logical_and.accumulate(kept[::-1])[::-1])))
    report("all signers known", one, far, frr, best=best, limit=options.limit)


def first_below(rates: Matrix, limit: float) -> int:
    """The place of the lowest threshold from which on a falling rate is within a limit."""
    kept = np.flatnonzero(rates <= limit)
    return int(kept[0]) if kept.size else rates.size - 1


def report(
    name: str,
    at: NDArray[np.intp],
    far: Matrix,
    frr: Matrix,
    *,
    best: NDArray[np.intp],
    limit: float,
) -> None:
    """Print how a rule did with one threshold for each split."""
    rows = np.arange(len(at))
    kept, lost, least = far[rows, at] <= limit, frr[rows, at].mean(), frr[rows, best].mean()
    print(
        f"{name:28s} kept in {100 * kept.mean():5.1f} %  FAR {100 * far[rows, at].mean():4.1f} %  "
        f"FRR {100 * lost:4.1f} %, best {100 * least:4.1f} %, ratio {lost / least:.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
