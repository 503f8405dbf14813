"""A calibration in its file form, signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sigverify import __version__
from sigverify.calibration.policy import PolicyRequest, request_words, rule_words
from sigverify.calibration.run import Checked
from sigverify.calibration.words import cheques_words
from sigverify.errors import CalibrationError
from sigverify.evaluation.figures import Evidence
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.performance.rates import Rates
from sigverify.scoring.rescaling import IsotonicScaling, PlattScaling
from sigverify.scoring.thresholds.choosing import Choice, rates_at
from sigverify.terms import PairKind
from sigverify.verification.calibration_values import (
    BandValues,
    CalibrationValues,
    IsotonicValues,
    NumberValues,
    OriginValues,
    SimilarityValues,
    rate_values,
)
from sigverify.verification.verifier import Verifier
from sigverify.wording import codes_of, texts_of


def profile(
    result: Checked,
    *,
    verifier: Verifier,
    name: str,
    author: str,
    now: datetime,
    looks: int = 1,
) -> CalibrationValues:
    """The calibration in its file form, with its digest.

    Args:
        result: the thresholds and their results on held-out signers.
        verifier: the model with its shipped calibration, which made the scores.
        name: the calibration's name.
        author: the person responsible for it.
        now: the time of signing, with a time zone.
        looks: number of results on held-out signers viewed so far, this one included.

    Raises:
        CalibrationError: the verifier uses a site's own calibration, not the shipped one.
    """
    chosen, base = result.chosen, verifier.settings
    if base.values.origin is not None:
        raise CalibrationError(
            f"Calibration {base.values.name} is a site's own and can't be the base of another.",
            remedy="Calibrate with the model's shipped calibration.",
        )
    parts, request = chosen.scaled.parts, chosen.request
    scaling, warnings = chosen.scaled.scaling, list(result.warnings)
    if looks > 1:
        warnings.append(Reason(ReasonCode.SEVERAL_LOOKS, number=looks))
    platt = scaling if isinstance(scaling, PlattScaling) else None
    isotonic = scaling if isinstance(scaling, IsotonicScaling) else None
    similarity = base.similarity.map if platt is None else platt.scaled(base.similarity.map)
    at = chosen.strictest
    bands = _bands(request, chosen.choices, result.rates)
    values = CalibrationValues(
        name=name,
        created=now.replace(microsecond=0),
        author=author,
        model_sha256=base.values.model_sha256,
        preprocessing_sha256=base.values.preprocessing_sha256,
        similarity=SimilarityValues(a=similarity.a, b=similarity.b),
        fusion=asdict(base.fusion),
        accept_at=bands[at].accept_at,
        flag_below=bands[at].flag_below,
        rule=bands[at].rule,
        counts=dict(parts.counts),
        rates=bands[at].rates,
        warnings=tuple(texts_of(warnings)),
        warning_codes=tuple(codes_of(warnings)),
        bands=bands if len(bands) > 1 else (),
        references=parts.references,
        numbers=_numbers(result, bands=bands),
        isotonic=None
        if isotonic is None
        else IsotonicValues(
            similarities=tuple(isotonic.similarities.tolist()),
            scaled=tuple(isotonic.scaled.tolist()),
        ),
        origin=OriginValues(
            program=__version__,
            model=f"{verifier.model.name} {verifier.model.version}",
            source=parts.kind.value,
            data_sha256=parts.data_sha256,
            references=parts.references,
            seed=parts.seed,
            policy=request_words(request),
            scaling="platt" if isotonic is None else "isotonic",
            slope=1.0 if platt is None else platt.slope,
            intercept=0.0 if platt is None else platt.intercept,
            fit_rates=rate_values(chosen.choices[at].rates),
            evidence=_evidence_values(result.evidence),
            in_words=result.in_words,
            looks=looks,
        ),
    )
    return values.with_digest()


def _numbers(result: Checked, *, bands: tuple[BandValues, ...]) -> tuple[NumberValues, ...]:
    """The thresholds for each number of references; empty if only one number is known.

    Args:
        result: the thresholds.
        bands: those for the usual number of references.
    """
    chosen = result.chosen
    found = {chosen.scaled.parts.references: bands}
    for one in chosen.others:
        rates = [
            rates_at(
                one.scores.held_out, thresholds=choice.thresholds, seed=chosen.scaled.parts.seed
            )
            for choice in one.choices
        ]
        found[one.scores.references] = _bands(chosen.request, one.choices, rates)
    if len(found) == 1 or 1 not in found:
        return ()
    return tuple(NumberValues(from_references=k, bands=found[k]) for k in sorted(found))


def _bands(
    request: PolicyRequest, choices: Sequence[Choice], rates: Sequence[Rates]
) -> tuple[BandValues, ...]:
    return tuple(
        BandValues(
            up_to=band.up_to,
            accept_at=choice.thresholds.accept_at,
            flag_below=choice.thresholds.flag_below,
            rule=rule_words(
                band.policy,
                flag_frr=request.flag_frr,
                flag_seen=request.flag_seen,
                cheques=cheques_words(band.up_to, all_alike=len(request.bands) == 1),
                proven=choice.proven,
            ),
            rates=rate_values(found),
        )
        for band, choice, found in zip(request.bands, choices, rates, strict=True)
    )


def _evidence_values(found: Mapping[PairKind, Evidence]) -> dict[str, float]:
    values = {
        f"{kind}.{name}": value
        for kind, quality in found.items()
        for name, value in (
            ("cllr", quality.cllr),
            ("min_cllr", quality.min_cllr),
            ("expected_calibration_error", quality.expected_calibration_error),
        )
    }
    return {name: value for name, value in values.items() if value is not None}
