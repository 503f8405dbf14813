"""The file that says where the thresholds come from.

A calibration belongs to one network and one preprocessing and names both by their hashes: with
any other, its numbers mean nothing, and it is refused. The one that ships lies in the model's
folder, a site's own wherever the site keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, model_validator

from sigverify.errors import CalibrationError
from sigverify.model.artefact import Artefact, Sha256, Text
from sigverify.model.strict import StrictRecord, load_record
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.fusion import FusionConfig
from sigverify.scoring.similarity import SimilarityMap

SCHEMA_VERSION: Final = 1

_REMEDY: Final = "Take the calibration that came with the model, or calibrate again."

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
LongText = Annotated[str, Field(min_length=1, max_length=2000)]


class SimilarityValues(StrictRecord):
    """The map from distance to similarity, see `SimilarityMap`."""

    a: Annotated[float, Field(gt=0)]
    b: float


class RateValues(StrictRecord):
    """One error rate with what it was counted from.

    Attributes:
        errors: how many trials went wrong.
        trials: how many there were.
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


class CalibrationValues(StrictRecord):
    """``calibration.json``.

    Attributes:
        schema_version: the file's format.
        name: what people call it.
        created: when it was made.
        author: who made it.
        model_sha256: hash of the network's ONNX file.
        preprocessing_sha256: hash of the preprocessing.
        similarity: from distances to similarities.
        fusion: from the distances to several references to one: the fields of `FusionConfig`.
        accept_at: ACCEPT from this similarity on.
        flag_below: FLAG below this similarity.
        rule: the rule by which the thresholds were chosen, in plain words.
        counts: what it was made from, such as writers and comparisons of each kind.
        rates: error rates at the thresholds, such as ``far_skilled`` and ``frr``.
        warnings: what must be said wherever it is used.
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

    @model_validator(mode="after")
    def _ordered(self) -> CalibrationValues:
        if self.flag_below > self.accept_at:
            raise ValueError("flag_below is above accept_at")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A calibration that fits the model at hand.

    Attributes:
        values: the file's content.
        sha256: hash of the file.
        similarity: from distances to similarities.
        fusion: from several distances to one.
        thresholds: from similarities to decisions.
    """

    values: CalibrationValues
    sha256: str
    similarity: SimilarityMap
    fusion: FusionConfig
    thresholds: Thresholds


def load_calibration(path: Path, *, artefact: Artefact) -> Calibration:
    """Read a calibration for a model.

    Args:
        path: the file.
        artefact: the model it must have been made for.

    Raises:
        CalibrationError: missing, damaged, too new, contradictory, or made for another model or
            another preprocessing.
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
    try:
        fusion = FusionConfig(**values.fusion)
    except (TypeError, ValueError) as error:
        raise CalibrationError(f"{path}: field fusion: {error}.", remedy=_REMEDY) from error
    return Calibration(
        values=values,
        sha256=sha256,
        similarity=SimilarityMap(a=values.similarity.a, b=values.similarity.b),
        fusion=fusion,
        thresholds=Thresholds(accept_at=values.accept_at, flag_below=values.flag_below),
    )
