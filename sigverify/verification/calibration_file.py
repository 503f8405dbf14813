"""The calibration file: similarity map, thresholds, and their origin.

A calibration belongs to one network and one preprocessing and names both by their hashes. It is
refused for any other, because its numbers would mean nothing. The shipped calibration is in the
model's folder; a site keeps its own elsewhere.

A site's own calibration also has its origin, and a digest of its content: it is refused after any
change by hand. The digest has no secret key, so an attacker can compute it again. Activated files
are therefore compared with the log of activations (`sigverify.calibration.store`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sigverify.encoding.artefact import Artefact
from sigverify.errors import CalibrationError
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.fusion import FusionConfig
from sigverify.scoring.rescaling import IsotonicScaling, ScaledSimilarityMap
from sigverify.scoring.similarity import SimilarityMap
from sigverify.strict import load_record
from sigverify.verification.calibration_values import SCHEMA_VERSION, CalibrationValues
from sigverify.wording import english, reasons_of

# 2: thresholds for each number of references.
_REMEDY: Final = Reason(ReasonCode.TAKE_SHIPPED_CALIBRATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A calibration that was checked against its model.

    Attributes:
        values: the content of the file.
        sha256: hash of the file.
        similarity: from distances to similarities.
        fusion: from several distances to one.
        thresholds: from similarities to decisions with the number of references that
            ``values.references`` gives, if the amount is unknown.
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

    def thresholds_for(self, amount: float | None, *, references: int) -> Thresholds:
        """The thresholds of a comparison.

        Args:
            amount: of the cheque; None takes the strictest thresholds of any amount.
            references: number of usable references; fewer than 1 counts as 1.
        """
        return self.values.thresholds_for(amount, references=references)


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
