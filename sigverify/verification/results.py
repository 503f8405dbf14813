"""The results of a verification: frozen records, and their JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image
from sigverify.imaging.quality import QualityFinding, Severity
from sigverify.imaging.registration import InkLines, ink_lines, lines_on_canvas
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.evidence import Strength, strength_of
from sigverify.terms import Box, Decision
from sigverify.verification.agreement import agreeing_parts
from sigverify.wording import codes_of, texts_of

_MEANINGS: Final[dict[Decision, ReasonCode]] = {
    Decision.ACCEPT: ReasonCode.MEANING_ACCEPT,
    Decision.REFER: ReasonCode.MEANING_REFER,
    Decision.FLAG: ReasonCode.MEANING_FLAG,
    Decision.NO_DECISION: ReasonCode.MEANING_NO_DECISION,
}

# The similarity at which the evidence is even.
_EVEN: Final = 0.5
_EVIDENCE: Final = {
    Strength.NONE: ReasonCode.EVIDENCE_NONE,
    Strength.WEAK: ReasonCode.EVIDENCE_GENUINE_WEAK,
    Strength.MODERATE: ReasonCode.EVIDENCE_GENUINE_MODERATE,
    Strength.MODERATELY_STRONG: ReasonCode.EVIDENCE_GENUINE_MODERATELY_STRONG,
    Strength.STRONG: ReasonCode.EVIDENCE_GENUINE_STRONG,
    -Strength.WEAK: ReasonCode.EVIDENCE_IMITATION_WEAK,
    -Strength.MODERATE: ReasonCode.EVIDENCE_IMITATION_MODERATE,
    -Strength.MODERATELY_STRONG: ReasonCode.EVIDENCE_IMITATION_MODERATELY_STRONG,
    -Strength.STRONG: ReasonCode.EVIDENCE_IMITATION_STRONG,
}


# Without slots, so that the lines can be computed on first use.
@dataclass(frozen=True, kw_only=True, eq=False)
class PreparedSignature:
    """One signature, read and prepared for comparison.

    Attributes:
        path: its file.
        page: the page of the file, counted from 0.
        sha256: hash of the file.
        pixels_sha256: hash of the decoded pixels; the same for a copy in another file format.
        box: the part of the image that was used; None for all of it.
        quality: what is wrong with the image.
        ink: (h, w) uint8, the signature's ink cropped tight, 0 = paper, 255 = ink; empty if
            there is none.
        embedding: (R, C, D + 1) float32, see `sigverify.encoding.distance`; None if the image is
            unusable.
        canvas: (H, W) uint8, the ink normalised for registration, if it was computed.
        specimen: its number in the register; None if it was read from a file.
        since: the day from which the register holds it to be valid; None if it was read from a
            file.
    """

    path: Path
    page: int
    sha256: str
    pixels_sha256: str
    box: Box | None
    quality: tuple[QualityFinding, ...]
    ink: Image
    embedding: NDArray[np.float32] | None
    canvas: Image | None = None
    specimen: int | None = None
    since: date | None = None

    @property
    def name(self) -> str | int:
        """Its name in reasons: the file's name, or its number in the register."""
        return self.path.name if self.specimen is None else self.specimen

    @property
    def usable(self) -> bool:
        """Whether it can be compared."""
        return self.embedding is not None

    @cached_property
    def lines(self) -> InkLines:
        """The ink's lines, ready for registration.

        Raises:
            ValueError: there is no ink.
        """
        return self.new_lines()

    def new_lines(self) -> InkLines:
        """`lines` without caching, because they take a megabyte for each signature.

        Raises:
            ValueError: there is no ink.
        """
        return ink_lines(self.ink) if self.canvas is None else lines_on_canvas(self.canvas)

    def same_image_as(self, other: PreparedSignature) -> bool:
        """Whether both are the same image, in files of any name."""
        return self.pixels_sha256 == other.pixels_sha256

    def as_json(self) -> dict[str, Any]:
        """Its source and its faults, as JSON values."""
        box = self.box
        return {
            "path": str(self.path),
            "sha256": self.sha256,
            "box": None if box is None else {"x": box.x, "y": box.y, "w": box.w, "h": box.h},
            "quality": [finding.as_json() for finding in self.quality],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceScore:
    """The similarity of the questioned signature to one reference.

    Attributes:
        signature: the reference.
        similarity: 0..1; None if this reference or the questioned signature is unusable.
    """

    signature: PreparedSignature
    similarity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """The network of a result. ``sha256`` is that of its ONNX file."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationIdentity:
    """The calibration of a result.

    Attributes:
        name: given by its author.
        sha256: hash of its file.
        warnings: to be shown wherever it is used.
        shipped_with: the model that it ships with; None for a site's own.
    """

    name: str
    sha256: str
    warnings: tuple[Reason, ...]
    shipped_with: str | None = None

    @property
    def title(self) -> Reason | str:
        """Its title: the author's name for it, or that it ships with the model."""
        if self.shipped_with is None:
            return self.name
        return Reason(ReasonCode.SHIPPED_CALIBRATION, model=self.shipped_with)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The program's result for a questioned signature.

    Attributes:
        decision: the decision.
        similarity: to all references together, 0..1, higher = more alike; None without one.
        thresholds: that the similarity was compared with.
        reasons: for the decision, besides similarity and threshold.
        questioned: the signature under examination.
        references: the specimens in the given order, each image once.
        model: the network.
        calibration: the calibration.
        middle: the distance between two signatures at which the evidence is even.
    """

    decision: Decision
    similarity: float | None
    thresholds: Thresholds
    reasons: tuple[Reason, ...]
    questioned: PreparedSignature
    references: tuple[ReferenceScore, ...]
    model: ModelIdentity
    calibration: CalibrationIdentity
    middle: float

    @property
    def most_similar(self) -> ReferenceScore | None:
        """The specimen to show: see `most_similar`."""
        return most_similar(self.references)

    @property
    def is_copy(self) -> bool:
        """Whether the questioned signature is a copy of a specimen."""
        return any(reason.code is ReasonCode.COPY_OF_SPECIMEN for reason in self.reasons)

    @property
    def meaning(self) -> Reason:
        """The decision in a few words."""
        return Reason(ReasonCode.MEANING_COPY if self.is_copy else _MEANINGS[self.decision])

    @property
    def evidence(self) -> Reason | None:
        """How strong the similarity is as evidence; None without one, or for a copy."""
        if self.similarity is None or self.is_copy:
            return None
        strength = strength_of(self.similarity)
        return Reason(_EVIDENCE[strength if self.similarity >= _EVEN else -strength])

    @property
    def evidence_code(self) -> str | None:
        """The code of `evidence`; None without one."""
        evidence = self.evidence
        return None if evidence is None else evidence.code.value

    @property
    def parts(self) -> Reason | None:
        """Which parts agree with the most similar specimen; None without one, or for a copy."""
        found, asked = self.most_similar, self.questioned.embedding
        if found is None or found.similarity is None or asked is None or self.is_copy:
            return None
        reference = found.signature.embedding
        if reference is None:
            raise ValueError("a specimen without an embedding has no similarity")
        return agreeing_parts(asked, reference, middle=self.middle)

    @property
    def parts_code(self) -> str | None:
        """The code of `parts`; None without one."""
        parts = self.parts
        return None if parts is None else parts.code.value

    @property
    def notes(self) -> tuple[Reason, ...]:
        """Reasons, quality findings and warnings for people, each once."""
        quality = (
            finding.reason
            for finding in self.questioned.quality
            # Findings that make an image unusable are among the reasons already.
            if finding.severity is Severity.WARNING
        )
        return tuple(dict.fromkeys((*self.reasons, *quality, *self.calibration.warnings)))

    def references_json(self) -> list[dict[str, Any]]:
        """The specimens as JSON values."""
        return [
            {"path": str(score.signature.path), "similarity": score.similarity}
            for score in self.references
        ]

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values, as documented in the user guide."""
        return {
            "similarity": self.similarity,
            "evidence": self.evidence_code,
            "parts": self.parts_code,
            "threshold": self.thresholds.accept_at,
            "decision": self.decision.value,
            "reasons": texts_of(self.reasons),
            "reason_codes": codes_of(self.reasons),
            "questioned": self.questioned.as_json(),
            "references": self.references_json(),
            **identity_json(self.model, self.calibration, thresholds=self.thresholds),
        }


def most_similar(scores: Sequence[ReferenceScore]) -> ReferenceScore | None:
    """The most similar specimen, or the first if none could be compared; None without any."""
    if not scores:
        return None
    return max(scores, key=lambda score: -1.0 if score.similarity is None else score.similarity)


def identity_json(
    model: ModelIdentity, calibration: CalibrationIdentity, *, thresholds: Thresholds
) -> dict[str, Any]:
    """Model and calibration, as JSON values."""
    return {
        "model": {"name": model.name, "version": model.version, "sha256": model.sha256},
        "calibration": {
            "name": calibration.name,
            "sha256": calibration.sha256,
            "flag_below": thresholds.flag_below,
            "warnings": texts_of(calibration.warnings),
            "warning_codes": codes_of(calibration.warnings),
        },
    }


def similarity_text(similarity: float, *, thresholds: Thresholds) -> str:
    """A similarity with three digits, or more if rounding would move it across a threshold.

    REFER beside "0.710" and "accept from 0.710" would puzzle a clerk.
    """
    decision = thresholds.decide(similarity)
    for digits in range(3, 9):
        text = f"{similarity:.{digits}f}"
        if thresholds.decide(float(text)) is decision:
            return text
    return repr(similarity)
