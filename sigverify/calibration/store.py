"""The calibrations of this site, and which of them is in force.

Calibrations are in the user's data folder, each under its file's hash. An append-only log says
which one is in force: who activated what, and when. Each line has the hash of the line before, so a
changed or removed line is detected. Each line also has the hash of the calibration, so a file that
was changed after its activation is refused, even if its digest is valid.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import AwareDatetime

from sigverify.encoding.artefact import Artefact, Sha256, Text, model_sha256
from sigverify.errors import (
    CalibrationError,
    MissingFileError,
    OutputError,
    SigVerifyError,
    UnreadableFileError,
)
from sigverify.files import canonical_json, read_bytes, sha256_hex, write_atomically
from sigverify.logs.log import Log, short_hash
from sigverify.paths import data_folder
from sigverify.records.audit.event import Kind
from sigverify.records.roles import Permission
from sigverify.strict import MAX_RECORD_BYTES, StrictRecord
from sigverify.verification.calibration_file import Calibration, load_calibration
from sigverify.verification.calibration_values import CalibrationValues, file_bytes
from sigverify.verification.recording import Recorder

_LOG: Final = Log(__name__)

_LOG_NAME: Final = "activations.jsonl"
_MAX_LOG_BYTES: Final = 64 * 2**20
_NO_LINE: Final = "0" * 64
_BACK: Final = "Activate one again, or return to the shipped one: sigverify calibration activate."


class Activation(StrictRecord):
    """A line of the log.

    Attributes:
        time: time of the activation.
        user: who activated the calibration.
        model_sha256: hash of the network's ONNX file.
        calibration_sha256: hash of the activated file; None for the shipped calibration.
        name: the calibration's name.
        previous: hash of the line before; zeros for the first line.
    """

    schema_version: Literal[1] = 1
    time: AwareDatetime
    user: Text
    model_sha256: Sha256
    calibration_sha256: Sha256 | None
    name: Text
    previous: Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCalibration:
    """A calibration of this site.

    Attributes:
        path: its file.
        sha256: hash of the file.
        calibration: its content; None if it does not match the model or is damaged.
        fault: why there is no content.
        active: whether it is in force for the model.
    """

    path: Path
    sha256: str
    calibration: Calibration | None
    fault: str | None
    active: bool


class CalibrationStore:
    """The folder of this site's calibrations."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use a folder; None takes the one in the user's data folder."""
        self.folder = data_folder() / "calibrations" if folder is None else folder

    def add(self, values: CalibrationValues) -> Path:
        """Store a calibration and return its file. Storing the same one again has no effect.

        Raises:
            OutputError: the file can't be written.
        """
        return self.keep(file_bytes(values))

    def adopt(self, path: Path, *, artefact: Artefact) -> Path:
        """Check and store a calibration from a file; returns its new file.

        Raises:
            CalibrationError: it is damaged, was changed, or does not match the model.
            OutputError: the copy can't be written.
        """
        load_calibration(path, artefact=artefact)
        return self.keep(read_bytes(path, max_bytes=MAX_RECORD_BYTES))

    def keep(self, data: bytes) -> Path:
        """Store the bytes of a calibration's file; returns its file here.

        Raises:
            OutputError: the file can't be written.
        """
        path = self._path(sha256_hex(data))
        if not path.is_file() or read_bytes(path, max_bytes=MAX_RECORD_BYTES) != data:
            write_atomically(path, data)
        return path

    def stored(self, artefact: Artefact) -> tuple[StoredCalibration, ...]:
        """All calibrations, the newest last; those unusable with the model have a fault."""
        in_force = self._in_force(artefact.encoder_sha256)
        active = None if in_force is None else in_force.calibration_sha256
        found: list[StoredCalibration] = []
        for path in sorted(self.folder.glob("*.json")):
            calibration, fault = None, None
            try:
                calibration = load_calibration(path, artefact=artefact)
                if calibration.sha256 != path.stem:
                    calibration, fault = None, "it was changed after it was stored here"
            except CalibrationError as error:
                fault = error.message
            found.append(
                StoredCalibration(
                    path=path,
                    sha256=path.stem,
                    calibration=calibration,
                    fault=fault,
                    active=path.stem == active,
                )
            )
        return tuple(
            sorted(
                found,
                key=lambda one: (
                    "" if one.calibration is None else one.calibration.values.created.isoformat()
                ),
            )
        )

    def find(self, choice: str, *, artefact: Artefact) -> StoredCalibration:
        """Find a calibration by its name or by the first digits of its hash, at least six.

        Raises:
            CalibrationError: none or several match, or the model can't use the calibration.
        """
        everything = self.stored(artefact)
        found = [one for one in everything if len(choice) >= 6 and one.sha256.startswith(choice)]
        found = found or [
            one
            for one in everything
            if one.calibration is not None and one.calibration.values.name == choice
        ]
        if len(found) != 1:
            what = "no calibration" if not found else f"{len(found)} calibrations"
            raise CalibrationError(
                f"{choice}: there is {what} of this name or hash.",
                remedy="See 'sigverify calibration list', and give the first digits of the hash.",
            )
        if found[0].calibration is None:
            raise CalibrationError(f"{found[0].fault}", remedy="Choose another.")
        return found[0]

    def activate(
        self,
        path: Path | None,
        *,
        artefact: Artefact,
        user: str,
        now: datetime,
        recorder: Recorder | None = None,
        urgent: str = "",
    ) -> Activation:
        """Put a calibration of this store in force, or the shipped one, and record it.

        Where the site has roles, it comes into force when a second person has confirmed it.

        Args:
            path: the calibration's file; None returns to the shipped one.
            artefact: the model.
            user: who activates it.
            now: the current time, with a time zone.
            recorder: writes to the audit trail before the log; None without an audit trail.
            urgent: why one person puts it in force alone; empty where it can wait.

        Raises:
            ChangeWaitsError: it is recorded, and waits for a second person.
            NotAllowedError: the role or the site does not allow it.
            CalibrationError: it is damaged, was changed, or does not match the model.
            OutputError: the log can't be written; nothing has changed.
            RecordsError: the audit trail can't be written; nothing has changed.
        """
        name, sha256 = "as shipped", None
        if path is not None:
            calibration = load_calibration(path, artefact=artefact)
            if calibration.sha256 != path.stem:
                raise _changed(path)
            name, sha256 = calibration.values.name, calibration.sha256
        lines = self._lines()
        entry = Activation(
            schema_version=1,
            time=now.replace(microsecond=0),
            user=user,
            model_sha256=artefact.encoder_sha256,
            calibration_sha256=sha256,
            name=name,
            previous=sha256_hex(lines[-1]) if lines else _NO_LINE,
        )
        line = canonical_json(entry.model_dump(mode="json"))
        if recorder is None:
            self._append(line)
        else:
            data = None if path is None else read_bytes(path, max_bytes=MAX_RECORD_BYTES)
            self._append_recorded(line, entry=entry, recorder=recorder, data=data, urgent=urgent)
        _LOG.info(
            "calibration.activated",
            model=short_hash(entry.model_sha256),
            calibration=None if sha256 is None else short_hash(sha256),
        )
        return entry

    def history(self) -> tuple[Activation, ...]:
        """All activations, the oldest first.

        Raises:
            CalibrationError: the log was changed or can't be read.
        """
        lines, found = self._lines(), []
        previous = _NO_LINE
        for number, line in enumerate(lines, start=1):
            try:
                entry = Activation.model_validate_json(line)
            except ValueError as error:
                raise self._broken(number) from error
            if entry.previous != previous:
                raise self._broken(number)
            previous = sha256_hex(line)
            found.append(entry)
        return tuple(found)

    def active(self, encoder_sha256: str) -> Path | None:
        """The file of the calibration in force for a network, None for the shipped one.

        Raises:
            CalibrationError: the log was changed, or the file is gone or was changed.
        """
        entry = self._in_force(encoder_sha256)
        if entry is None or entry.calibration_sha256 is None:
            return None
        path = self._path(entry.calibration_sha256)
        try:
            data = read_bytes(path, max_bytes=MAX_RECORD_BYTES)
        except (MissingFileError, UnreadableFileError) as error:
            raise CalibrationError(
                f"The calibration in force, {entry.name}, can't be read: {error.message}",
                remedy=_BACK,
            ) from error
        if sha256_hex(data) != entry.calibration_sha256:
            raise _changed(path)
        return path

    def _in_force(self, encoder_sha256: str) -> Activation | None:
        of_model = [entry for entry in self.history() if entry.model_sha256 == encoder_sha256]
        return of_model[-1] if of_model else None

    def _path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.json"

    def _lines(self) -> list[bytes]:
        path = self.folder / _LOG_NAME
        if not path.exists():
            return []
        try:
            return read_bytes(path, max_bytes=_MAX_LOG_BYTES).splitlines()
        except (MissingFileError, UnreadableFileError) as error:
            raise CalibrationError(error.message, remedy=error.remedy) from error

    def _append(self, line: bytes) -> None:
        path = self.folder / _LOG_NAME
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # A single append: two programs writing at once give two lines, in some order.
            descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
            try:
                size = os.fstat(descriptor).st_size
                try:
                    if os.write(descriptor, line + b"\n") <= len(line):
                        raise OSError("the disk is full")
                except OSError:
                    os.ftruncate(descriptor, size)  # half a line would break the chain
                    raise
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise OutputError(
                f"{path}: can't be written ({error.strerror or error}).",
                remedy="Check the folder, its permissions and the free space.",
            ) from error

    def _append_recorded(
        self,
        line: bytes,
        *,
        entry: Activation,
        recorder: Recorder,
        data: bytes | None,
        urgent: str,
    ) -> None:
        """Append to the log after the audit trail.

        This order ensures that every calibration in force has a row in the trail.
        """
        # Imported here, because a program without records loads no database.
        from sigverify.records.activations import FAILED, FILE_PART, PUT_IN_FORCE
        from sigverify.records.register.proposals import ChangeWaitsError

        about: dict[str, Any] = {
            "model_sha256": entry.model_sha256,
            "calibration_sha256": entry.calibration_sha256,
            "facts": {"name": entry.name, "signed": entry.user},
        }
        recorder.require(Permission.ACTIVATE_CALIBRATION)
        # All users of the records take the file from there.
        attached = {} if data is None else {FILE_PART: data}
        policy = recorder.opened.policy
        waits = policy.four_eyes and not urgent
        if policy.four_eyes and urgent:
            policy.require_urgent()
            about["facts"]["urgent"] = True
        row = recorder.add(
            Kind.CALIBRATION,
            action=PUT_IN_FORCE,
            attachments=attached,
            waits=waits,
            note=urgent,
            **about,
        )
        if waits:
            raise ChangeWaitsError(row.seq)
        try:
            self._append(line)
        except SigVerifyError:
            recorder.add(Kind.CALIBRATION, action=FAILED, **about)
            raise

    def _broken(self, number: int) -> CalibrationError:
        return CalibrationError(
            f"{self.folder / _LOG_NAME}: line {number} does not follow the line before; the log "
            "was changed.",
            remedy="Put the log back from a backup; until then name one with --calibration.",
        )


def calibration_in_force(
    model_folder: Path, *, store: CalibrationStore | None = None
) -> Path | None:
    """The calibration for `Verifier` if the user has named none.

    Args:
        model_folder: the folder of a trained model.
        store: the store of this site's calibrations; None takes the user's data folder.

    Returns:
        The file of the site's calibration in force for this model, None for the shipped one.

    Raises:
        CalibrationError: the log was changed, or the calibration in force is gone or was changed.
        ModelError: the model's manifest can't be read.
    """
    chosen = store or CalibrationStore()
    if not (chosen.folder / _LOG_NAME).exists():
        return None
    return chosen.active(model_sha256(model_folder))


def _changed(path: Path) -> CalibrationError:
    return CalibrationError(f"{path}: it was changed after it was stored here.", remedy=_BACK)
