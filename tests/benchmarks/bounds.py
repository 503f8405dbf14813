"""Compares bounds on the share of skilled forgeries accepted, on real and made-up mixtures.

    python -m tests.benchmarks.bounds [SCORES.csv ...] [--signers N ...] [--simulated N ...]
        [--limit L] [--references K] [--splits N] [--seed N]

The tables are those of `tests.benchmarks.kept_limits`; together they are one mixture of signers, as
a bank of several branches has it. In each split N signers are drawn, without replacement as long as
there are enough. Two thirds choose the lowest threshold at which a bound keeps the limit; the last
third judges it, and so do all signers of the tables. With ``--simulated`` the same is done with
signers of one, two and three made-up populations of unlike means and spreads, whose true rates are
known. Printed for each bound:

- *true*: the share of splits in which the limit holds for all signers there are;
- *held out*: the share of splits in which it holds for the third that was held out;
- the FRR of the third, and its ratio to that of the best threshold for each third.

*interval* is the program's rule, the upper end of the two-sided 95 % interval; *prediction* also
counts the spread of the held-out signers. All others are one-sided 95 % bounds.
"""

from __future__ import annotations

import argparse
import math
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from sigverify.scoring.logistic import sigmoid
from sigverify.scoring.performance.intervals import clopper_pearson, student_t_quantile
from tests.benchmarks.kept_limits import Matrix, Signers, first_below

RESAMPLES = 400
NORMAL = NormalDist()
SIDE = 0.95
# Weight, mean of the skilled, spread of the writers, mean of the genuine scores of each population.
MIXTURES: dict[str, list[tuple[float, float, float, float]]] = {
    "one population": [(1.0, -1.5, 0.4, 1.5)],
    "two of unlike means": [(0.6, -2.0, 0.4, 1.5), (0.4, -0.8, 0.5, 1.2)],
    "three of unlike means and spreads": [
        (0.5, -2.0, 0.3, 1.8),
        (0.3, -1.2, 0.6, 1.2),
        (0.2, -0.5, 1.0, 1.0),
    ],
}
SKILLED_EACH, GENUINE_EACH = 40, 20


class Seen:
    """What the choosing signers show at each threshold, and what a bootstrap makes of it."""

    def __init__(self, accepted: Matrix, trials: Matrix, *, rng: np.random.Generator) -> None:
        self.writers = len(trials)
        self.accepted, self.trials, self.total = accepted, trials, float(trials.sum())
        self.rate = accepted.sum(axis=0) / self.total
        self.inside = (self.rate > 0) & (self.rate < 1)
        self.share = np.where(self.inside, self.rate, 0.5)
        self.logit = np.log(self.share / (1 - self.share))
        self.weights = rng.multinomial(
            self.writers, np.full(self.writers, 1 / self.writers), size=RESAMPLES
        ).astype(np.float64)
        self.drawn = (self.weights @ accepted) / (self.weights @ trials)[:, None]
        self.correction = math.sqrt(self.writers / (self.writers - 1))
        self.error = self.correction * self.drawn.std(axis=0)
        # No bound is lower than that of the rule of three.
        self.least = 3 / self.total

    def student(self, level: float) -> float:
        return student_t_quantile(level, degrees=self.writers - 1)

    def from_logit(self, errors: float) -> Matrix:
        """The rate plus some standard errors, on the logit scale."""
        steps = errors * self.error / (self.share * (1 - self.share))
        return np.where(self.inside, sigmoid(self.logit + steps), self.rate)


def interval(seen: Seen) -> Matrix:
    """The program's own, as `sigverify.scoring.performance.bootstrap` computes it."""
    student = seen.student(0.975)
    tail = NORMAL.cdf(-seen.correction * student)
    exact = {
        value: clopper_pearson(min(value * seen.total, seen.total), trials=seen.total)[1]
        for value in np.unique(seen.rate).tolist()
    }
    return np.max(
        [
            np.quantile(seen.drawn, 1 - tail, axis=0),
            seen.from_logit(student),
            np.array([exact[value] for value in seen.rate.tolist()]),
        ],
        axis=0,
    )


def percentile(seen: Seen) -> Matrix:
    return np.quantile(seen.drawn, SIDE, axis=0)


def bias_corrected(seen: Seen) -> Matrix:
    """BCa (Efron 1987), the acceleration by the jackknife over writers."""
    without = (seen.accepted.sum(axis=0) - seen.accepted) / (seen.total - seen.trials)[:, None]
    away = without.mean(axis=0) - without
    squares = np.maximum((away**2).sum(axis=0), 1e-30)
    acceleration = (away**3).sum(axis=0) / (6 * squares**1.5)
    below = (seen.drawn < seen.rate).mean(axis=0) + 0.5 * (seen.drawn == seen.rate).mean(axis=0)
    bias = np.array([NORMAL.inv_cdf(x) for x in np.clip(below, 1 / RESAMPLES, 1 - 1 / RESAMPLES)])
    both = bias + NORMAL.inv_cdf(SIDE)
    level = bias + both / np.maximum(1 - acceleration * both, 0.05)
    ranks = np.ceil(np.array([NORMAL.cdf(x) for x in level.tolist()]) * RESAMPLES).astype(int) - 1
    places = np.clip(ranks, 0, RESAMPLES - 1)
    return np.take_along_axis(np.sort(seen.drawn, axis=0), places[None], axis=0)[0]


def studentised(seen: Seen) -> Matrix:
    """The bootstrap-t on the logit scale."""
    accepted, trials = seen.accepted, seen.trials

    def error(rate: Matrix, weights: Matrix) -> Matrix:
        squares = (
            weights @ accepted**2
            - 2 * rate * (weights @ (accepted * trials[:, None]))
            + rate**2 * (weights @ trials**2)[:, None]
        )
        return np.sqrt(np.maximum(squares, 0)) / (weights @ trials)[:, None]

    def clipped(rate: Matrix) -> Matrix:
        return np.clip(rate, 1e-4, 1 - 1e-4)

    own, drawn = clipped(seen.rate), clipped(seen.drawn)
    slope, slopes = 1 / (own * (1 - own)), 1 / (drawn * (1 - drawn))
    logits = np.log(drawn / (1 - drawn)) - np.log(own / (1 - own))
    spread = np.maximum(error(seen.drawn, seen.weights) * slopes, 1e-6)
    worst = np.quantile(logits / spread, 1 - SIDE, axis=0)
    once = error(seen.rate[None], np.ones((1, seen.writers)))[0]
    return np.where(seen.inside, sigmoid(np.log(own / (1 - own)) - worst * once * slope), seen.rate)


def effective_size(seen: Seen) -> Matrix:
    """Wilson's bound with as many independent trials as have the bootstrap's variance."""
    binomial = seen.share * (1 - seen.share) / seen.total
    design = np.where(seen.inside, np.maximum(seen.error**2 / binomial, 1), 1)
    return wilson(seen.rate, seen.total / design, quantile=seen.student(SIDE))


def beta_binomial(seen: Seen) -> Matrix:
    """Wilson's bound for writers whose rates have a beta distribution, by its moments."""
    trials = seen.trials[:, None]
    rates = seen.accepted / trials
    size = (seen.total - (seen.trials**2).sum() / seen.total) / (seen.writers - 1)
    between = (trials * (rates - seen.rate) ** 2).sum(axis=0) / (seen.writers - 1)
    within = (trials * rates * (1 - rates)).sum(axis=0) / (seen.total - seen.writers)
    alike = np.clip((between - within) / np.maximum(between + (size - 1) * within, 1e-30), 0, 1)
    design = 1 + ((seen.trials**2).sum() / seen.total - 1) * alike
    return wilson(seen.rate, seen.total / design, quantile=seen.student(SIDE))


def prediction(seen: Seen) -> Matrix:
    """With the spread of half as many further signers."""
    return seen.from_logit(math.sqrt(3) * seen.student(SIDE))


BOUNDS: dict[str, Callable[[Seen], Matrix]] = {
    "interval": interval,
    "percentile": percentile,
    "BCa": bias_corrected,
    "bootstrap-t": studentised,
    "effective size": effective_size,
    "beta-binomial": beta_binomial,
    "prediction": prediction,
}


def wilson(rate: Matrix, trials: Matrix, *, quantile: float) -> Matrix:
    square = quantile**2 / trials
    spread = np.sqrt(rate * (1 - rate) / trials + square / (4 * trials))
    return np.asarray((rate + square / 2 + quantile * spread) / (1 + square))


class Bank:
    """The counts of some signers at each threshold."""

    def __init__(
        self, accepted: Matrix, rejected: Matrix, *, skilled: Matrix, genuine: Matrix
    ) -> None:
        self.accepted, self.skilled = accepted.astype(np.float64), skilled.astype(np.float64)
        self.rejected, self.genuine = rejected, genuine

    def far(self, some: NDArray[np.intp]) -> Matrix:
        return np.asarray(self.accepted[some].sum(axis=0) / self.skilled[some].sum())

    def frr(self, some: NDArray[np.intp]) -> Matrix:
        return np.asarray(self.rejected[some].sum(axis=0) / self.genuine[some].sum())


class Table:
    """How each bound did."""

    def __init__(self, *, limit: float, rng: np.random.Generator) -> None:
        self._limit, self._rng = limit, rng
        self._found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
        self._best: list[float] = []

    def add(self, bank: Bank, some: NDArray[np.intp], *, true: Matrix) -> None:
        """Let two thirds of some signers choose, and the others and the true rates judge."""
        choosing, held = np.split(some, [round(len(some) * 2 / 3)])
        far, frr = bank.far(held), bank.frr(held)
        self._best.append(frr[first_below(far, self._limit)])
        seen = Seen(bank.accepted[choosing], bank.skilled[choosing], rng=self._rng)
        for name, bound in BOUNDS.items():
            high = np.maximum(bound(seen), seen.least)
            at = first_below(np.maximum.accumulate(high[::-1])[::-1], self._limit)
            self._found[name].append(
                (true[at] <= self._limit, far[at] <= self._limit, float(frr[at]))
            )

    def print(self, title: str) -> None:
        print(f"{title}: best FRR {100 * np.mean(self._best):.1f} %, {len(self._best)} splits")
        for name, found in self._found.items():
            kept, held, frr = np.mean(np.array(found, np.float64), axis=0)
            print(
                f"  {name:16s} true {100 * kept:5.1f} %  held out {100 * held:5.1f} %  "
                f"FRR {100 * frr:5.1f} %  ratio {frr / np.mean(self._best):.2f}",
                flush=True,
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scores", type=Path, nargs="*")
    parser.add_argument("--signers", type=int, nargs="*", default=[30, 60, 100, 200, 400, 800])
    parser.add_argument("--simulated", type=int, nargs="*", default=[])
    parser.add_argument("--limit", type=float, default=0.05)
    parser.add_argument("--references", type=int, default=5)
    parser.add_argument("--splits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    if options.scores:
        real = Signers(options.scores, references=options.references)
        bank = Bank(
            real.accepted.astype(np.float64),
            real.rejected.astype(np.float64),
            skilled=np.array([one.size for one in real.skilled]),
            genuine=np.array([one.size for one in real.genuine]),
        )
        there = len(real.names)
        true = bank.far(np.arange(there))
        for count in options.signers:
            table = Table(limit=options.limit, rng=rng)
            for _ in range(options.splits):
                some = rng.choice(there, count, replace=count > there)
                table.add(bank, some, true=true)
            table.print(f"{count} of {there} signers")
    for name, populations in MIXTURES.items():
        for count in options.simulated:
            table = Table(limit=options.limit, rng=rng)
            for _ in range(options.splits):
                bank, true = simulated(populations, count=count, rng=rng)
                table.add(bank, np.arange(count), true=true)
            table.print(f"{count} simulated signers, {name}")


def simulated(
    populations: list[tuple[float, float, float, float]],
    *,
    count: int,
    rng: np.random.Generator,
) -> tuple[Bank, Matrix]:
    """A bank with signers of some populations, and the true FAR at each threshold."""
    grid = np.linspace(-2.5, 6, 160)
    weights, means, spreads, genuine = np.array(populations).T
    true = sum(
        weight * np.array([1 - NORMAL.cdf((at - mean) / math.hypot(1, spread)) for at in grid])
        for weight, mean, spread in zip(weights, means, spreads, strict=True)
    )
    whose = rng.choice(len(weights), count, p=weights)

    def below(centres: Matrix, each: int) -> Matrix:
        own = centres[whose] + spreads[whose] * rng.normal(size=count)
        scores = np.sort(own[:, None] + rng.normal(size=(count, each)), axis=1)
        return np.stack([np.searchsorted(one, grid) for one in scores])

    bank = Bank(
        SKILLED_EACH - below(means, SKILLED_EACH),
        below(genuine, GENUINE_EACH),
        skilled=np.full(count, SKILLED_EACH),
        genuine=np.full(count, GENUINE_EACH),
    )
    return bank, np.asarray(true)


if __name__ == "__main__":
    main()
