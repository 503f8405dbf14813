"""The model and calibration that a decision must use, in window, commands and batches.

The site's file comes first, then the calibration that the audit trail says is in force. Anything
else is a choice of the user: where there are roles or records it needs the role for it, and the
audit trail names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigverify.calibration.store import CalibrationStore, calibration_in_force
from sigverify.encoding.artefact import CALIBRATION_NAME, model_sha256
from sigverify.errors import CalibrationError
from sigverify.files import sha256_hex
from sigverify.paths import model_folder
from sigverify.records.roles import Permission, load_policy
from sigverify.settings import Settings
from sigverify.strict import load_record
from sigverify.verification.calibration_values import SCHEMA_VERSION, CalibrationValues
from sigverify.verification.recording import Recorder

_REMEDY: Final = "Ask the risk officer for a calibration of this site."


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What judges.

    Attributes:
        model: folder of the model.
        calibration: file of the calibration; None for the model's own.
        override: what the user has chosen instead of the site's, in words; empty if nothing.
    """

    model: Path
    calibration: Path | None
    override: str


def judging(
    settings: Settings,
    *,
    locked: frozenset[str],
    recorder: Recorder | None,
    model: str | None = None,
    calibration: Path | None = None,
) -> Judging:
    """The model and the calibration to use.

    Args:
        settings: the settings in force.
        locked: names of the settings that the site's file makes.
        recorder: the records; None if none are kept.
        model: the model that the user asks for; None for the site's.
        calibration: the calibration that the user asks for; None for the one in force.

    Raises:
        NotAllowedError: the user's role does not allow the choice.
        CalibrationError: the calibration is missing, was changed, or accepts too much.
        ModelError: there is no such model.
        RecordsError: the records or the roles can't be read.
    """
    words = [] if model is None else [f"--model {model}"]
    own = settings.own_choices(locked)
    words += [one for one in own if model is None or not one.startswith("own setting model")]
    folder = model_folder(model or settings.model or None)
    if calibration is not None:
        words = [one for one in words if not one.startswith("own setting calibration")]
        words.append(f"--calibration {calibration}")
        file: Path | None = calibration
    elif settings.calibration is not None:
        file = settings.calibration
    else:
        file, chosen = _in_force(folder, recorder=recorder)
        words += chosen
    policy = load_policy() if recorder is None else recorder.opened.policy
    if words and (recorder is not None or policy.roles is not None):
        person = policy.person() if recorder is None else recorder.opened.person
        person.require(Permission.OVERRIDE_POLICY)
    floor = policy.site.accept_at_least
    if floor is not None:
        _require_strict(file or folder / CALIBRATION_NAME, floor=floor)
    override = "; ".join(words)
    if recorder is not None:
        recorder.override = override
    return Judging(model=folder, calibration=file, override=override)


def _in_force(folder: Path, *, recorder: Recorder | None) -> tuple[Path | None, list[str]]:
    """The calibration in force; and in words what is only this user's choice."""
    own = calibration_in_force(folder)
    if recorder is None:
        # The log of activations is the user's own file.
        return own, [] if own is None else [f"own activation {own.stem[:12]}"]
    found = recorder.activated(model_sha256(folder))
    if found is None:
        return own, [] if own is None else [f"own activation {own.stem[:12]}"]
    if found.sha256 is None:
        return None, []
    if found.data is None or sha256_hex(found.data) != found.sha256:
        if own is not None and own.stem == found.sha256:
            return own, []
        raise CalibrationError(
            f"The calibration in force, {found.name}, is not in the records.",
            remedy="Put it in force again: sigverify calibration activate.",
        )
    return CalibrationStore().keep(found.data), []


def _require_strict(path: Path, *, floor: float) -> None:
    values, _ = load_record(
        path,
        as_type=CalibrationValues,
        newest_schema=SCHEMA_VERSION,
        error_type=CalibrationError,
        remedy=_REMEDY,
    )
    bands = [*values.bands, *(band for number in values.numbers for band in number.bands)]
    least = min([values.accept_at, *(band.accept_at for band in bands)])
    if least < floor:
        raise CalibrationError(
            f"{path}: it accepts from {least:.4f}, and this site accepts nothing below "
            f"{floor:.4f}.",
            remedy=_REMEDY,
        )
