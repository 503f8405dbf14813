"""Log events of the verifier and its decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sigverify.logs.log import Log, milliseconds_since, short_hash
from sigverify.reasons import codes_in
from sigverify.verification.results import CalibrationIdentity, ModelIdentity, Verification

_LOG: Final = Log(__name__)


def log_loaded(model: ModelIdentity, calibration: CalibrationIdentity, *, started: float) -> None:
    """Log that a model and its calibration were loaded; `started` is a `time.perf_counter`."""
    _LOG.info(
        "model.loaded",
        model=short_hash(model.sha256),
        calibration=short_hash(calibration.sha256),
        milliseconds=milliseconds_since(started),
    )


def log_decided(verifications: Iterable[Verification]) -> None:
    """Log the decisions on questioned signatures."""
    for one in verifications:
        _LOG.debug(
            "verification.decided",
            image=short_hash(one.questioned.sha256),
            decision=one.decision.value,
            similarity=None if one.similarity is None else round(one.similarity, 4),
            references=len(one.references),
            reasons=",".join(codes_in(one.reasons)) or None,
        )
