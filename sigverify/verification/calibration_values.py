"""The records of a calibration file: similarity map, thresholds, and their origin."""

from __future__ import annotations

import itertools
import json
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import AwareDatetime, Field, model_validator

from sigverify.encoding.artefact import Sha256, Text
from sigverify.files import canonical_json, sha256_hex
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.rates import Estimate, Rates
from sigverify.strict import StrictRecord

SCHEMA_VERSION: Final = 2

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


class NumberValues(StrictRecord):
    """Thresholds for a number of references.

    Attributes:
        from_references: the least number of usable references, included; the next entry's number
            ends the range. The thresholds were chosen with exactly this number.
        bands: thresholds by amount, ascending; a single one where all amounts are alike.
    """

    from_references: Annotated[int, Field(ge=1)]
    bands: Annotated[tuple[BandValues, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _complete(self) -> NumberValues:
        _check_bands(self.bands)
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
        references: the number of references that ``accept_at``, ``flag_below``, ``rule``,
            ``rates`` and ``bands`` are about; None in a file of schema 1.
        numbers: thresholds for each number of references, ascending from 1; empty where one number
            is known and its thresholds serve every number.
        isotonic: applied to similarities after the map; None leaves them.
        origin: of a site's own calibration; None for a shipped one.
        digest: hash of all other fields' canonical JSON; required with an origin.
    """

    schema_version: Literal[1, 2] = SCHEMA_VERSION
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
    references: Annotated[int, Field(ge=1)] | None = None
    numbers: tuple[NumberValues, ...] = ()
    isotonic: IsotonicValues | None = None
    origin: OriginValues | None = None
    digest: Sha256 | None = None

    @model_validator(mode="after")
    def _ordered(self) -> CalibrationValues:
        if self.flag_below > self.accept_at:
            raise ValueError("flag_below is above accept_at")
        if self.bands:
            _check_bands(self.bands)
        counts = [number.from_references for number in self.numbers]
        if any(second <= first for first, second in itertools.pairwise(counts)):
            raise ValueError("the numbers of references do not ascend")
        if counts and counts[0] != 1:
            raise ValueError("the numbers of references do not begin with 1")
        if counts and self.references not in counts:
            raise ValueError("the number of references that the file is about has no thresholds")
        return self

    def with_digest(self) -> CalibrationValues:
        """The values with their digest, ready to be written."""
        # Every field is written, so that reading gives the hashed content.
        content = self.model_dump(mode="json", exclude={"digest"})
        content["digest"] = sha256_hex(canonical_json(content))
        return CalibrationValues.model_validate_json(json.dumps(content, allow_nan=False))

    @property
    def one_number_only(self) -> Reason | None:
        """A note if its thresholds were chosen with one number of references; otherwise None."""
        if self.numbers:
            return None
        # The shipped calibrations of schema 1 were made with one reference.
        known = 1 if self.origin is None else self.origin.references
        return Reason(ReasonCode.ONE_NUMBER_OF_SPECIMENS, number=self.references or known)

    def thresholds_for(self, amount: float | None, *, references: int) -> Thresholds:
        """As `Calibration.thresholds_for`."""
        known = [one for one in self.numbers if one.from_references <= max(1, references)]
        bands = known[-1].bands if known else self.bands
        chosen: BandValues | CalibrationValues = self
        if bands and amount is None:
            chosen = max(bands, key=lambda band: band.accept_at)
        elif bands and amount is not None:
            chosen = next(band for band in bands if band.up_to is None or amount <= band.up_to)
        return Thresholds(accept_at=chosen.accept_at, flag_below=chosen.flag_below)

    @property
    def ranges(self) -> tuple[tuple[int, int | None], ...]:
        """The least and the greatest number of references of each of ``numbers``, both included."""
        starts = [one.from_references for one in self.numbers]
        ends: list[int | None] = [start - 1 for start in starts[1:]]
        return tuple(zip(starts, [*ends, None], strict=False))

    @property
    def is_intact(self) -> bool:
        """Whether the content has the digest; True if none is required."""
        if self.origin is None and self.digest is None:
            return True
        # An older file, and its digest, lack the fields that a newer version has added.
        content = self.model_dump(mode="json", exclude={"digest"}, exclude_unset=True)
        return self.digest == sha256_hex(canonical_json(content))


def file_bytes(values: CalibrationValues) -> bytes:
    """A calibration as the bytes of its file."""
    content: dict[str, Any] = values.model_dump(mode="json")
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _check_bands(bands: tuple[BandValues, ...]) -> None:
    limits = [np.inf if band.up_to is None else band.up_to for band in bands]
    if any(second <= first for first, second in itertools.pairwise(limits)):
        raise ValueError("the amounts of the bands do not ascend")
    if limits[-1] != np.inf:
        raise ValueError("the last band must have no limit")
