"""Error rates with their counts and the 95 % interval of independent trials.

Comparisons of one writer are not independent: for a whole set use ``bootstrap``, which resamples
writers. The interval here is exact for independent trials; for dependent ones it is too narrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

CONFIDENCE = 0.95
_TINY = 1e-300
_MAX_STEPS = 200


class Interval(NamedTuple):
    """A two-sided 95 % interval, both ends included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """Errors among trials. ``interval`` assumes independent trials.

    Attributes:
        errors: number of errors, 0..trials.
        trials: number of trials, at least 1.
    """

    errors: int
    trials: int

    def __post_init__(self) -> None:
        """Refuse counts that do not form a rate.

        Raises:
            ValueError: no trial, or errors outside 0..trials.
        """
        if self.trials < 1 or not 0 <= self.errors <= self.trials:
            raise ValueError(f"{self.errors} errors in {self.trials} trials are not a rate")

    @property
    def value(self) -> float:
        """Errors per trial, 0..1."""
        return self.errors / self.trials

    @property
    def interval(self) -> Interval:
        """Clopper-Pearson 95 % interval, see `clopper_pearson`."""
        return clopper_pearson(self.errors, trials=self.trials)


def clopper_pearson(errors: float, *, trials: float, confidence: float = CONFIDENCE) -> Interval:
    """Exact interval of a binomial share (Clopper and Pearson 1934), by beta quantiles.

    Args:
        errors: 0..trials; may be fractional where trials are an effective sample size.
        trials: more than 0.
        confidence: of the two-sided interval, between 0 and 1.

    Returns:
        The interval, within 0..1; it contains ``errors / trials``.

    Raises:
        ValueError: errors outside 0..trials, no trials, or a confidence outside 0..1.
    """
    if not (trials > 0 and 0 <= errors <= trials):
        raise ValueError(f"{errors} errors in {trials} trials are not a rate")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence must be between 0 and 1, not {confidence}")
    tail = (1 - confidence) / 2
    low = 0.0 if errors == 0 else beta_quantile(tail, a=errors, b=trials - errors + 1)
    high = 1.0 if errors == trials else beta_quantile(1 - tail, a=errors + 1, b=trials - errors)
    return Interval(low, high)


def regularised_incomplete_beta(x: float, *, a: float, b: float) -> float:
    """I_x(a, b), the distribution function of the beta distribution.

    Lentz's continued fraction (Press et al., Numerical Recipes, section 6.4) gives it with a
    relative error of about 1e-9, in some sqrt(max(a, b)) steps.

    Raises:
        ValueError: x outside 0..1, or a or b not positive.
    """
    if not 0 <= x <= 1 or a <= 0 or b <= 0:
        raise ValueError(f"I_x(a, b) is not defined for x = {x}, a = {a}, b = {b}")
    if x in (0.0, 1.0):
        return x
    # The fraction converges quickly only below the mean; above it, use the mirrored one.
    if x > (a + 1) / (a + b + 2):
        return 1 - regularised_incomplete_beta(1 - x, a=b, b=a)
    return _beta_front(x, a=a, b=b) * _beta_fraction(x, a=a, b=b) / a


def beta_quantile(probability: float, *, a: float, b: float) -> float:
    """The x with I_x(a, b) = probability, 0..1, by Newton steps within a bisection.

    Raises:
        ValueError: probability outside 0..1, or a or b not positive.
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability must be between 0 and 1, not {probability}")
    # Plain floats: where the density vanishes, the step becomes infinite without a numpy warning.
    probability, a, b = float(probability), float(a), float(b)
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(_MAX_STEPS):
        excess = regularised_incomplete_beta(x, a=a, b=b) - probability
        low, high = (x, high) if excess < 0 else (low, x)
        density = _beta_front(x, a=a, b=b) / (x * (1 - x))
        step = excess / density if density > 0 else math.inf
        moved = x - step
        if not low < moved < high:
            moved = (low + high) / 2
        if abs(moved - x) <= 1e-10 * x or not low < moved < high:
            return moved
        x = moved
    return x


def student_t_quantile(probability: float, *, degrees: float) -> float:
    """Quantile of Student's t for a probability of at least 0.5, from the beta quantile.

    Raises:
        ValueError: probability outside 0.5..1 (1 excluded), or degrees not positive.
    """
    if not 0.5 <= probability < 1:
        raise ValueError(f"the probability must be in 0.5..1, not {probability}")
    x = beta_quantile(2 * (1 - probability), a=degrees / 2, b=0.5)
    return math.sqrt(degrees * (1 - x) / x)


def _beta_front(x: float, *, a: float, b: float) -> float:
    """x^a (1 - x)^b / B(a, b)."""
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta)


def _beta_fraction(x: float, *, a: float, b: float) -> float:
    c = 1.0
    d = 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 100 + 10 * math.isqrt(math.ceil(max(a, b)))):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away_from_zero(1 + even * d)
        c = _away_from_zero(1 + even / c)
        fraction *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _away_from_zero(1 + odd * d)
        c = _away_from_zero(1 + odd / c)
        step = d * c
        fraction *= step
        if abs(step - 1) < 1e-14:
            return fraction
    raise ArithmeticError(f"I_x(a, b) did not converge for x = {x}, a = {a}, b = {b}")


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
