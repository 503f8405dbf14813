"""The model and the calibration of a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sigverify.calibration.in_force import Judging
    from sigverify.verification.recording import Recorder
    from sigverify.verification.verifier import Verifier


def judging_in_force(
    recorder: Recorder | None, *, model: str | None, calibration: Path | None
) -> Judging:
    """What the site says that judges, or what the options say if the role allows it.

    Raises:
        SigVerifyError: as `sigverify.calibration.in_force.judging`.
    """
    from sigverify.calibration.in_force import judging
    from sigverify.paths import settings_file, site_file
    from sigverify.settings import load_settings

    state = load_settings(settings_file(), site=site_file())
    return judging(
        state.values,
        locked=state.locked,
        recorder=recorder,
        model=model,
        calibration=calibration,
    )


def verifier_in_force(
    recorder: Recorder | None, *, model: str | None, calibration: Path | None
) -> Verifier:
    """The verifier of `judging_in_force`.

    Raises:
        SigVerifyError: as `judging_in_force`, or the model can't be used.
    """
    from sigverify.verification.verifier import Verifier

    found = judging_in_force(recorder, model=model, calibration=calibration)
    return Verifier(found.model, calibration=found.calibration)
