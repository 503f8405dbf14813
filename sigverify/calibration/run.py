"""From scores to a calibration: scaling, thresholds by policy, the check on held-out signers.

::

    source = read_source(path)                          # calibration.source
    checked = check_images(source, ...)                 # calibration.data
    parts = score_images(checked, ...)                  # calibration.scores
    scaled = scale(parts, scaling=Scaling.PLATT)
    chosen = choose(scaled, request=request)
    result = check_on_held_out(chosen)
    values = profile(result, ...)                       # calibration.profile

The command line and the wizard's flow call the same functions in this order, so they make the same
calibration from the same data.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.calibration.policy import (
    AmountBand,
    PolicyRequest,
    Scaling,
)
from sigverify.calibration.scores import NumberScores, ScoredParts
from sigverify.calibration.words import cheques_words, cost_words, outcome_of_band
from sigverify.errors import CalibrationError
from sigverify.evaluation.figures import FORGERIES, Evidence, KindScores, evidence
from sigverify.logs.log import Log, short_hash
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.performance.bootstrap import WriterScores
from sigverify.scoring.performance.rates import Estimate, Rates
from sigverify.scoring.rescaling import IsotonicScaling, PlattScaling, fit_isotonic, fit_platt
from sigverify.scoring.thresholds.choosing import (
    Choice,
    LabelledScores,
    choose_thresholds,
    rates_at,
)
from sigverify.scoring.thresholds.policies import FrrAtMost, LeastCost, SkilledFarAtMost
from sigverify.terms import PairKind
from sigverify.wording import texts_of

_LOG: Final = Log(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScaledParts:
    """Similarities scaled to the site's signatures.

    Attributes:
        parts: the scores under the shipped calibration.
        scaling: the scaling applied to them.
        fit: scaled similarities of the signers on whom thresholds are chosen.
        held_out: scaled similarities of the held-out signers.
        others: scaled similarities with other numbers of references.
    """

    parts: ScoredParts
    scaling: PlattScaling | IsotonicScaling
    fit: LabelledScores
    held_out: LabelledScores
    others: tuple[NumberScores, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberChoices:
    """The thresholds for another number of references.

    Attributes:
        scores: the scores.
        choices: one choice for each band of the request.
    """

    scores: NumberScores
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """Thresholds with the scores on which they were chosen.

    Attributes:
        scaled: the similarities.
        request: the policies.
        choices: the thresholds, one choice for each band of the request.
        others: the thresholds for other numbers of references, ascending.
    """

    scaled: ScaledParts
    request: PolicyRequest
    choices: tuple[Choice, ...]
    others: tuple[NumberChoices, ...] = ()

    @property
    def strictest(self) -> int:
        """The strictest band, whose thresholds apply to unknown amounts."""
        return max(
            range(len(self.choices)), key=lambda index: self.choices[index].thresholds.accept_at
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """Thresholds with their error rates on held-out signers.

    Attributes:
        chosen: the thresholds.
        rates: error rates at the thresholds of each band.
        evidence: calibration quality of the similarities against each kind of forgery.
        outcomes: the result, one sentence for each band.
        warnings: to show wherever the calibration is used.
    """

    chosen: Chosen
    rates: tuple[Rates, ...]
    evidence: Mapping[PairKind, Evidence]
    outcomes: tuple[Reason, ...]
    warnings: tuple[Reason, ...]

    @property
    def in_words(self) -> str:
        """The result in English."""
        return " ".join(texts_of(self.outcomes, capital=True))

    @property
    def costs(self) -> tuple[str, ...]:
        """The cost of the thresholds, one sentence for each band with a cost policy."""
        bands = self.chosen.request.bands
        return tuple(
            cost_words(
                band.policy, found, cheques=cheques_words(band.up_to, all_alike=len(bands) == 1)
            )
            for band, found in zip(bands, self.rates, strict=True)
            if isinstance(band.policy, LeastCost)
        )


def scale(parts: ScoredParts, *, scaling: Scaling) -> ScaledParts:
    """Fit a scaling on the signers on whom thresholds are chosen, and apply it to all scores.

    Raises:
        CalibrationError: there are no forgeries of any kind, too few comparisons for isotonic
            scaling, or the scores do not separate genuine from forged signatures.
    """
    fit = parts.fit
    forged = fit.skilled or fit.random
    if forged is None:
        raise CalibrationError(
            "There is no forgery of any kind to compare with.",
            remedy="Add skilled forgeries, or more signers.",
        )
    fitted: PlattScaling | IsotonicScaling
    if scaling is Scaling.ISOTONIC:
        fitted = fit_isotonic(fit.genuine.values, forged.values)
    else:
        fitted = fit_platt(fit.genuine.values, forged.values)
    return ScaledParts(
        parts=parts,
        scaling=fitted,
        fit=_scaled(fit, scaling=fitted),
        held_out=_scaled(parts.held_out, scaling=fitted),
        others=tuple(
            NumberScores(
                references=one.references,
                fit=_scaled(one.fit, scaling=fitted),
                held_out=_scaled(one.held_out, scaling=fitted),
            )
            for one in parts.others
        ),
    )


def choose(scaled: ScaledParts, *, request: PolicyRequest) -> Chosen:
    """Choose the thresholds of each band, for each number of references.

    The policy must be provable and workable with the usual number of references. A smaller number
    gets thresholds in any case; a larger one only if the data support the policy.

    Raises:
        CalibrationError: the data can't support a policy, or nobody could work with it.
    """
    choices = _choices(scaled.fit, request=request, seed=scaled.parts.seed)
    others = []
    for one in scaled.others:
        few = replace(request, unproven=True, max_frr=None)
        asked = few if one.references < scaled.parts.references else replace(few, unproven=False)
        with contextlib.suppress(CalibrationError):
            found = _choices(one.fit, request=asked, seed=scaled.parts.seed)
            others.append(NumberChoices(scores=one, choices=found))
    return Chosen(scaled=scaled, request=request, choices=choices, others=tuple(others))


def check_on_held_out(chosen: Chosen) -> Checked:
    """Measure the error rates on held-out signers, on whom no threshold was chosen."""
    parts, bands = chosen.scaled.parts, chosen.request.bands
    rates = tuple(
        rates_at(chosen.scaled.held_out, thresholds=choice.thresholds, seed=parts.seed)
        for choice in chosen.choices
    )
    warnings = list(parts.warnings)
    for band, choice, found in zip(bands, chosen.choices, rates, strict=True):
        warnings += choice.cautions
        warnings += _broken(
            band,
            found,
            flag_frr=chosen.request.flag_frr,
            flag_seen=chosen.request.flag_seen,
        )
    _LOG.info(
        "calibration.checked",
        data=short_hash(parts.data_sha256),
        bands=len(bands),
        warnings=len(dict.fromkeys(warnings)),
    )
    return Checked(
        chosen=chosen,
        rates=rates,
        evidence=_evidence(chosen.scaled.held_out),
        outcomes=tuple(
            outcome_of_band(found, up_to=band.up_to, all_alike=len(bands) == 1)
            for band, found in zip(bands, rates, strict=True)
        ),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _choices(scores: LabelledScores, *, request: PolicyRequest, seed: int) -> tuple[Choice, ...]:
    return tuple(
        choose_thresholds(
            scores,
            policy=band.policy,
            flag_frr=request.flag_frr,
            flag_seen=request.flag_seen,
            seed=seed,
            unproven=request.unproven,
            max_frr=request.max_frr,
        )
        for band in request.bands
    )


def _scaled(scores: LabelledScores, *, scaling: PlattScaling | IsotonicScaling) -> LabelledScores:
    def through(kind: WriterScores) -> WriterScores:
        return WriterScores(scaling.apply(kind.values), kind.writers)

    return LabelledScores(
        genuine=through(scores.genuine),
        skilled=scores.skilled and through(scores.skilled),
        random=scores.random and through(scores.random),
    )


def _exceeds(found: Estimate, limit: float, *, seen: bool) -> bool:
    """Whether a limit is broken; one on the share seen is only if chance can't explain it."""
    return (found.interval.low if seen else found.rate.value) > limit


def _broken(
    band: AmountBand, rates: Rates, *, flag_frr: float | None, flag_seen: bool
) -> list[Reason]:
    """A reason for each limit that was exceeded on the held-out signers."""
    limits: list[tuple[Estimate | None, float, ReasonCode, bool]] = []
    match band.policy:
        case SkilledFarAtMost(limit):
            limits.append((rates.far_skilled, limit, ReasonCode.SKILLED_LIMIT_BROKEN, False))
        case FrrAtMost(limit):
            limits.append((rates.frr, limit, ReasonCode.GENUINE_LIMIT_BROKEN, False))
    if flag_frr is not None:
        limits.append((rates.genuine_flagged, flag_frr, ReasonCode.FLAGGED_LIMIT_BROKEN, flag_seen))
    return [
        Reason(code, rate=found.rate.value, limit=limit)
        for found, limit, code, seen in limits
        if found is not None and _exceeds(found, limit, seen=seen)
    ]


def _evidence(scores: LabelledScores) -> dict[PairKind, Evidence]:
    nothing: NDArray[np.float64] = np.empty(0)

    def of(kind: WriterScores | None) -> KindScores:
        values = nothing if kind is None else kind.values
        return KindScores(values, np.zeros(values.size, dtype=np.int64))

    by_kind = {
        PairKind.GENUINE: of(scores.genuine),
        PairKind.SKILLED: of(scores.skilled),
        PairKind.RANDOM: of(scores.random),
    }
    found = {kind: evidence(by_kind, kind) for kind in FORGERIES}
    return {kind: quality for kind, quality in found.items() if quality is not None}
