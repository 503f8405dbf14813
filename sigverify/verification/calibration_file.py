"""The calibration file: similarity map, thresholds, and their origin.

A calibration belongs to one network and one preprocessing and names both by their hashes. It is
refused for any other, because its numbers would mean nothing. The shipped calibration is in the
model's folder; a site keeps its own elsewhere.

A site's own calibration also has its origin, and a digest of its content: it is refused after any
change by hand. The digest has no secret key, so an attacker can compute it again. Activated files
are therefore compared with the log of activations (`sigverify.calibration.store`).
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import AwareDatetime, Field, model_validator

from sigverify.encoding.artefact import Artefact, Sha256, Text
from sigverify.errors import CalibrationError
from sigverify.files import canonical_json, sha256_hex
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.calibration import IsotonicScaling, ScaledSimilarityMap
from sigverify.scoring.choosing import Estimate, Rates
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.fusion import FusionConfig
from sigverify.scoring.similarity import SimilarityMap
from sigverify.strict import StrictRecord, load_record
from sigverify.wording import english, reasons_of

SCHEMA_VERSION: Final = 1

_REMEDY: Final = Reason(ReasonCode.TAKE_SHIPPED_CALIBRATION)

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
LongText = Annotated[str, Field(min_length=1, max_length=2000)]


class SimilarityValues(StrictRecord):
    """The map from distance to similarity, see `SimilarityMap`."""

    a: Annotated[float, Field(gt=0)]
    b: float


class RateValues(StrictRecord):
    """One error rate with its counts.

    Attributes:
        errors: number of wrong trials.
        trials: number of all trials.
        low: lower end of the 95 % interval.
        high: upper end of the 95 % interval.
    """

    errors: Count
    trials: Annotated[int, Field(ge=1)]
    low: Share
    high: Share

    @model_validator(mode="after")
    def _ordered(self) -> RateValues:
        if self.errors > self.trials:
            raise ValueError("more errors than trials")
        if self.low > self.high:
            raise ValueError("the interval's ends are swapped")
        return self


def rate_values(rates: Rates) -> dict[str, RateValues]:
    """Rates as in the file, by name, without unknown ones."""
    named: dict[str, Estimate | None] = {
        "frr": rates.frr,
        "genuine_flagged": rates.genuine_flagged,
        "far_skilled": rates.far_skilled,
        "far_random": rates.far_random,
    }
    return {
        name: RateValues(
            errors=estimate.rate.errors,
            trials=estimate.rate.trials,
            low=estimate.interval.low,
            high=estimate.interval.high,
        )
        for name, estimate in named.items()
        if estimate is not None
    }


class IsotonicValues(StrictRecord):
    """A monotone map of similarities, see `IsotonicScaling`."""

    similarities: Annotated[tuple[Share, ...], Field(min_length=2)]
    scaled: Annotated[tuple[Share, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _rising(self) -> IsotonicValues:
        if len(self.similarities) != len(self.scaled):
            raise ValueError("the isotonic line has corners without a height")
        if any(second <= first for first, second in itertools.pairwise(self.similarities)):
            raise ValueError("the isotonic line's corners do not ascend")
        if any(second < first for first, second in itertools.pairwise(self.scaled)):
            raise ValueError("the isotonic line falls")
        return self


class BandValues(StrictRecord):
    """Thresholds for cheques up to an amount.

    Attributes:
        up_to: greatest amount, included; None for all larger amounts.
        accept_at: ACCEPT from this similarity on.
        flag_below: FLAG below this similarity.
        rule: how the thresholds were chosen, in plain words.
        rates: error rates at them on held-out signers.
    """

    up_to: Annotated[float, Field(gt=0)] | None
    accept_at: Share
    flag_below: Share
    rule: LongText
    rates: dict[Text, RateValues]

    @model_validator(mode="after")
    def _ordered(self) -> BandValues:
        if self.flag_below > self.accept_at:
            raise ValueError("flag_below is above accept_at")
        return self


class OriginValues(StrictRecord):
    """The origin of a site's own calibration.

    Attributes:
        program: version of this program.
        model: name and version of the model.
        source: the data set.
        data_sha256: hash of the images' hashes with signers and labels, or of the table of scores.
        references: number of references for each questioned signature.
        seed: of draws and bootstraps.
        policy: the policy, from `sigverify.calibration.policy`.
        scaling: the method that fits similarities to the site's signatures.
        slope: of the Platt scaling; 1 changes nothing.
        intercept: of the Platt scaling; 0 changes nothing.
        fit_rates: error rates on the signers that the thresholds were chosen on.
        evidence: on the other signers: ``cllr``, ``min_cllr`` and ``expected_calibration_error``
            against the kind of forgery named before the dot.
        in_words: the result on the other signers in a plain sentence.
        looks: number of results on the held-out signers that were seen before signing.
    """

    program: Text
    model: Text
    source: Literal["folders", "manifest", "scores"]
    data_sha256: Sha256
    references: Annotated[int, Field(ge=1)]
    seed: int
    policy: LongText
    scaling: Literal["platt", "isotonic"]
    slope: float
    intercept: float
    fit_rates: dict[Text, RateValues]
    evidence: dict[Text, float]
    in_words: LongText
    looks: Annotated[int, Field(ge=1)]


class CalibrationValues(StrictRecord):
    """``calibration.json``.

    Attributes:
        schema_version: the file's format.
        name: its name for people.
        created: time of its creation.
        author: its author.
        model_sha256: hash of the network's ONNX file.
        preprocessing_sha256: hash of the preprocessing.
        similarity: from distances to similarities.
        fusion: from the distances to several references to one distance, the fields of
            `FusionConfig`.
        accept_at: ACCEPT from this similarity on.
        flag_below: FLAG below this similarity.
        rule: the rule by which the thresholds were chosen, in plain words.
        counts: of the data, such as writers and comparisons of each kind.
        rates: error rates at the thresholds, such as ``far_skilled`` and ``frr``.
        warnings: to be shown wherever it is used.
        warning_codes: the same as data, see `Reason.as_json`; empty in a file of an older version.
        bands: thresholds by amount, ascending; empty where all amounts are alike. ``accept_at`` and
            ``flag_below`` are those of the strictest, for cheques whose amount is not known.
        isotonic: applied to similarities after the map; None leaves them.
        origin: of a site's own calibration; None for a shipped one.
        digest: hash of all other fields' canonical JSON; required with an origin.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    name: Text
    created: AwareDatetime
    author: Text
    model_sha256: Sha256
    preprocessing_sha256: Sha256
    similarity: SimilarityValues
    fusion: dict[str, float]
    accept_at: Share
    flag_below: Share
    rule: LongText
    counts: dict[Text, Count]
    rates: dict[Text, RateValues]
    warnings: tuple[LongText, ...]
    warning_codes: tuple[dict[str, Any], ...] = ()
    bands: tuple[BandValues, ...] = ()
    isotonic: IsotonicValues | None = None
    origin: OriginValues | None = None
    digest: Sha256 | None = None

    @model_validator(mode="after")
    def _ordered(self) -> CalibrationValues:
        if self.flag_below > self.accept_at:
            raise ValueError("flag_below is above accept_at")
        limits = [np.inf if band.up_to is None else band.up_to for band in self.bands]
        if any(second <= first for first, second in itertools.pairwise(limits)):
            raise ValueError("the amounts of the bands do not ascend")
        if limits and limits[-1] != np.inf:
            raise ValueError("the last band must have no limit")
        return self

    def with_digest(self) -> CalibrationValues:
        """The values with their digest, ready to be written."""
        # Every field is written, so that reading gives the hashed content.
        content = self.model_dump(mode="json", exclude={"digest"})
        content["digest"] = sha256_hex(canonical_json(content))
        return CalibrationValues.model_validate_json(json.dumps(content, allow_nan=False))

    @property
    def is_intact(self) -> bool:
        """Whether the content has the digest; True if none is required."""
        if self.origin is None and self.digest is None:
            return True
        # An older file, and its digest, lack the fields that a newer version has added.
        content = self.model_dump(mode="json", exclude={"digest"}, exclude_unset=True)
        return self.digest == sha256_hex(canonical_json(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A calibration that was checked against its model.

    Attributes:
        values: the content of the file.
        sha256: hash of the file.
        similarity: from distances to similarities.
        fusion: from several distances to one.
        thresholds: from similarities to decisions if the amount is unknown.
    """

    values: CalibrationValues
    sha256: str
    similarity: ScaledSimilarityMap
    fusion: FusionConfig
    thresholds: Thresholds

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """The warnings to show wherever it is used."""
        return reasons_of(self.values.warnings, list(self.values.warning_codes))

    def ships_with(self, artefact: Artefact) -> bool:
        """Whether it ships with the model, by its name."""
        name = english(Reason(ReasonCode.SHIPPED_CALIBRATION, model=artefact.manifest.name))
        return self.values.origin is None and self.values.name == name

    def thresholds_for(self, amount: float | None) -> Thresholds:
        """The thresholds of a cheque; None is an unknown amount."""
        if amount is None:
            return self.thresholds
        for band in self.values.bands:
            if band.up_to is None or amount <= band.up_to:
                return Thresholds(accept_at=band.accept_at, flag_below=band.flag_below)
        return self.thresholds


def load_calibration(path: Path, *, artefact: Artefact) -> Calibration:
    """Read a calibration for a model.

    Args:
        path: the file.
        artefact: the model that it must belong to.

    Raises:
        CalibrationError: missing, damaged, too new, contradictory, or made for another model or
            another preprocessing, or changed by hand.
    """
    values, sha256 = load_record(
        path,
        as_type=CalibrationValues,
        newest_schema=SCHEMA_VERSION,
        error_type=CalibrationError,
        remedy=_REMEDY,
    )
    if values.model_sha256 != artefact.encoder_sha256:
        raise CalibrationError(
            f"{path}: made for another network than model {artefact.manifest.name}.",
            remedy=_REMEDY,
        )
    if values.preprocessing_sha256 != artefact.manifest.preprocessing_sha256:
        raise CalibrationError(
            f"{path}: made for another preprocessing than that of model {artefact.manifest.name}.",
            remedy=_REMEDY,
        )
    if not values.is_intact:
        raise CalibrationError(
            f"{path}: it was changed after it was signed (its digest does not match its content).",
            remedy="Take an untouched copy, or calibrate again.",
        )
    isotonic = (
        None
        if values.isotonic is None
        else IsotonicScaling(
            np.array(values.isotonic.similarities), np.array(values.isotonic.scaled)
        )
    )
    try:
        fusion = FusionConfig(**values.fusion)
    except (TypeError, ValueError) as error:
        raise CalibrationError(f"{path}: field fusion: {error}.", remedy=_REMEDY) from error
    return Calibration(
        values=values,
        sha256=sha256,
        similarity=ScaledSimilarityMap(
            SimilarityMap(a=values.similarity.a, b=values.similarity.b), isotonic
        ),
        fusion=fusion,
        thresholds=Thresholds(accept_at=values.accept_at, flag_below=values.flag_below),
    )


def file_bytes(values: CalibrationValues) -> bytes:
    """A calibration as the bytes of its file."""
    content: dict[str, Any] = values.model_dump(mode="json")
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
