"""Examines cases with the verifier: detects signatures, judges them, draws pairs.

Runs in the examining thread, one request after the other, and does not know the window.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from sigverify.detection.detections import Detection
from sigverify.encoding.distance import embedding_distances
from sigverify.errors import SigVerifyError
from sigverify.gui.models.account_examiner import AccountExaminer, compared_with
from sigverify.gui.models.cases.case import (
    QUARTER_TURNS,
    BoxOrigin,
    Case,
    Outcome,
    file_and_page,
)
from sigverify.gui.models.cases.cheque_reading import with_particulars
from sigverify.gui.models.cases.particulars import disagreements
from sigverify.gui.models.examination import Examination, RegisterView, ShownSpecimen
from sigverify.gui.models.photographs import Photographs
from sigverify.gui.models.pictures import (
    ChequePicture,
    PairPictures,
    pair_pictures,
    read_page,
    thumbnail,
)
from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.scans import Scan
from sigverify.paths import MANIFEST_NAME, settings_file, site_file
from sigverify.reasons import Reason, ReasonCode
from sigverify.settings import Settings, load_settings
from sigverify.terms import Box, Decision
from sigverify.verification.presentments.entries import SeenInk
from sigverify.verification.results import PreparedSignature, Verification

# Specimens kept in memory: the cases of a day have few and the same specimens.
_KEPT_SPECIMENS: Final = 200


class Examiner:
    """A verifier with the specimens prepared so far. Used by one thread at a time."""

    def __init__(self, settings: Settings) -> None:
        """Load the model and the calibration that the settings name.

        Raises:
            ModelError: the model is missing, damaged, too new or drifted.
            CalibrationError: the calibration is missing, damaged or made for another model.
            NotAllowedError: the settings are the user's own, and the role does not allow that.
            RecordsError: the records can't be opened.
        """
        # Imported here, in a thread, so that the window appears sooner.
        from sigverify.calibration.in_force import judging
        from sigverify.verification.recording import open_recorder
        from sigverify.verification.verifier import Verifier

        locked = load_settings(settings_file(), site=site_file()).locked
        recorder = open_recorder(settings)
        try:
            judge = judging(settings, locked=locked, recorder=recorder)
        finally:
            if recorder is not None:
                recorder.close()
        folder = judge.model
        self.verifier = Verifier(folder, calibration=judge.calibration)
        self.calibration_created = str(self.verifier.settings.values.created)
        manifest = json.loads((folder / MANIFEST_NAME).read_bytes())
        self.model_created = str(manifest["created"])
        self._accounts = AccountExaminer(settings, verifier=self.verifier)
        self._specimens: dict[tuple[Path, int, int], ShownSpecimen] = {}
        self._last: tuple[tuple[object, ...], PreparedSignature, Scan] | None = None
        self._photographs = Photographs(self.verifier, accounts=self._accounts)

    def examine(self, case: Case, picture: ChequePicture | None) -> Examination:
        """Detect the signature if its box is not set, and judge it.

        Args:
            case: the case to examine.
            picture: the image of its cheque; None without one.

        Raises:
            RecordsError: the case names an account that is not there, or the records can't be used.
        """
        if picture is not None:
            turns = _level(self.detections(picture.scan)) if case.turns is None else case.turns
            case = with_particulars(case, picture.scan, turns=turns, knows=self._accounts.knows)
        if case.account and picture is not None:
            return self._of_account(case, picture)
        specimens = self._with_spread([self._specimen(path) for path in case.specimens])
        fresh = case.turns is None
        detections: tuple[Detection, ...] = ()
        questioned = verification = None
        if picture is not None:
            detections = self.detections(picture.scan)
            case = self._placed(case, detections)
            questioned = self._questioned(case, picture, detections)
            readable = [found.prepared for found in specimens if found.prepared is not None]
            if readable:
                verification = self.verifier.verify(questioned, readable, amount=case.amount)
                if fresh and _seems_sideways(verification):
                    case, questioned, verification = self._upright(
                        case, picture, detections, readable, found=verification
                    )
            if verification is not None and case.turned:
                turned = Reason(ReasonCode.LAY_SIDEWAYS)
                verification = replace(verification, reasons=(*verification.reasons, turned))
            elif verification is not None and not fresh and _seems_sideways(verification):
                # The clerk has turned it, and the clerk's word counts.
                lies = Reason(ReasonCode.LIES_SIDEWAYS)
                verification = replace(verification, reasons=(lies, *verification.reasons))
            if verification is not None and (differ := disagreements(case.said)):
                verification = replace(
                    verification,
                    decision=_not_accepted(verification.decision),
                    reasons=(*verification.reasons, *differ),
                )
        inks: tuple[SeenInk, ...] = ()
        presentments = self._accounts.presentments
        if verification is not None and presentments is not None:
            checked = presentments.checked(verification, case_id=case.id)
            verification, inks = checked.result, checked.inks
        outcome = None
        if verification is not None:
            outcome = Outcome(
                decision=verification.decision,
                similarity=verification.similarity,
                reasons=verification.notes,
            )
        return Examination(
            case=replace(case, outcome=outcome, problem=None),
            detections=detections,
            specimens=specimens,
            questioned=questioned,
            verification=verification,
            source=None if questioned is None or self._last is None else self._last[2],
            inks=inks,
        )

    def _upright(
        self,
        case: Case,
        picture: ChequePicture,
        detections: Sequence[Detection],
        references: Sequence[PreparedSignature],
        *,
        found: Verification,
    ) -> tuple[Case, PreparedSignature, Verification]:
        """The case turned to the side on which the signature agrees, if it does on one."""
        before = case
        best = case, found.questioned, found
        for quarters in (1, QUARTER_TURNS - 1):
            turns = ((before.turns or 0) + quarters) % QUARTER_TURNS
            turned = replace(before, turns=turns, turned=True)
            questioned = self._questioned(turned, picture, detections)
            tried = self.verifier.verify(questioned, references, amount=case.amount)
            if tried.decision is Decision.FLAG or tried.similarity is None:
                continue
            if tried.similarity > (best[2].similarity or 0.0):
                best = turned, questioned, tried
        return best

    def close(self) -> None:
        """Close the records, if they were opened."""
        self._accounts.close()

    def _of_account(self, case: Case, picture: ChequePicture) -> Examination:
        """Compare all signatures on a cheque with the account's specimens."""
        accounts = self._accounts
        detections = self.detections(picture.scan)
        case = self._placed(case, detections)
        first = detections[0].box if detections else None
        untouched = case.box_origin is BoxOrigin.FOUND and case.box == first
        own = None
        if not untouched or (case.turns or 0) != _level(detections):
            own = self._questioned(case, picture, detections)
        signatures = accounts.signatures(picture.scan, path=picture.path, own=own, own_box=case.box)
        checked, account = accounts.verify(case, signatures)
        result = checked.result
        if differ := disagreements(case.said):
            reasons = (*differ, *result.reasons)
            result = replace(result, decision=_not_accepted(result.decision), reasons=reasons)
        specimens = []
        for one in result.signatures:
            scores = () if one.verification is None else one.verification.references
            theirs = [
                ShownSpecimen(
                    path=score.signature.path,
                    prepared=score.signature,
                    picture=accounts.picture(score.signature),
                    problem=None,
                    day=score.signature.since,
                )
                for score in scores
            ]
            specimens.append(self._with_spread(theirs))
        shown = 0 if own is not None else result.signatures.index(result.telling)
        outcome = Outcome(
            decision=result.decision,
            similarity=result.telling.similarity,
            reasons=result.notes,
        )
        return Examination(
            case=replace(case, outcome=outcome, problem=None),
            detections=detections,
            specimens=(),
            questioned=None,
            verification=None,
            register=RegisterView(
                result=result,
                specimens=tuple(specimens),
                people=tuple(compared_with(one, account) for one in result.signatures),
                sources=tuple(
                    self._last[2]
                    if own is not None and self._last is not None and one.signature is own
                    else picture.scan
                    for one in result.signatures
                ),
                shown=shown,
            ),
            inks=checked.inks,
        ).showing(shown)

    def detections(self, scan: Scan) -> tuple[Detection, ...]:
        """The places that may hold signatures, the most confident first."""
        return self.verifier.detect(scan)

    def pair(
        self, questioned: PreparedSignature, reference: PreparedSignature, *, source: Scan | None
    ) -> PairPictures:
        """Draw a questioned signature beside a specimen.

        Args:
            questioned: the signature under examination.
            reference: the specimen.
            source: the image that the questioned signature was prepared from.
        """
        photographs = self._photographs.pair((questioned, source), reference)
        return pair_pictures(
            questioned,
            reference,
            middle=self.verifier.middle_distance,
            photographs=photographs,
        )

    @staticmethod
    def _placed(case: Case, detections: Sequence[Detection]) -> Case:
        """The case with the detected box and turns where nobody has set any."""
        if case.box_origin is BoxOrigin.UNKNOWN:
            box = detections[0].box if detections else None
            case = replace(case, box=box, box_origin=BoxOrigin.FOUND)
        return case if case.turns is not None else replace(case, turns=_level(detections))

    def _questioned(
        self, case: Case, picture: ChequePicture, detections: Sequence[Detection]
    ) -> PreparedSignature:
        """The signature in the case's box; prepared again only if box, turns or image changed."""
        scan, box, turns = picture.scan, case.box, case.turns or 0
        first = detections[0].box if detections else None
        # The first detection is prepared without a box, which keeps the doubts about it.
        its_own = case.box_origin is BoxOrigin.FOUND and box == first
        key = (scan.sha256, scan.page, picture.path, box, turns, its_own)
        if self._last is None or self._last[0] != key:
            box = box or Box(x=0, y=0, w=picture.width, h=picture.height)
            if turns != _level(detections):
                # The clerk has set the turns, so the part is cut out and not turned again.
                scan, box = _turned(scan, box=box, turns=turns), None
            elif its_own:
                box = None
            prepared = self.verifier.prepare_scan(scan, path=picture.path, page=case.page, box=box)
            self._last = (key, prepared, scan)
        return self._last[1]

    def _specimen(self, path: Path) -> ShownSpecimen:
        """A specimen, read again only if its file has changed."""
        try:
            state = file_and_page(path)[0].stat()
            key = (path, state.st_mtime_ns, state.st_size)
        except OSError:
            key = (path, 0, 0)
        if key not in self._specimens:
            if len(self._specimens) >= _KEPT_SPECIMENS:
                self._specimens.clear()
            self._specimens[key] = self._read_specimen(path)
        return self._specimens[key]

    def _read_specimen(self, path: Path) -> ShownSpecimen:
        try:
            file, page = file_and_page(path)
            scan = read_page(file, page=page)
            prepared = self.verifier.prepare_scan(scan, path=path, page=page)
        except SigVerifyError as error:
            return ShownSpecimen(path=path, prepared=None, picture=None, problem=error)
        picture = thumbnail(scan, box=prepared.box)
        try:
            day = date.fromtimestamp(file.stat().st_mtime)
        except (OSError, OverflowError, ValueError):
            day = None
        return ShownSpecimen(path=path, prepared=prepared, picture=picture, problem=None, day=day)

    def _with_spread(self, specimens: Sequence[ShownSpecimen]) -> tuple[ShownSpecimen, ...]:
        """The specimens, each with its similarity to the others: the signer's variation."""
        places, embeddings = [], []
        for place, specimen in enumerate(specimens):
            if specimen.prepared is not None and specimen.prepared.embedding is not None:
                places.append(place)
                embeddings.append(specimen.prepared.embedding)
        if len(places) < 2:
            return tuple(specimens)
        stacked = np.stack(embeddings)
        among = embedding_distances(stacked, stacked)
        found = list(specimens)
        for row, place in enumerate(places):
            rest = [other for other in range(len(places)) if other != row]
            own = self.verifier.scorer.similarities(
                among[row, rest][None], references=among[np.ix_(rest, rest)][None]
            )
            found[place] = replace(found[place], own_similarity=float(own[0]))
        return tuple(found)


def _seems_sideways(found: Verification) -> bool:
    """Whether a flagged signature is higher than it is wide, which hardly any is."""
    height, width = found.questioned.ink.shape
    return found.decision is Decision.FLAG and not found.is_copy and height > width


def _not_accepted(decision: Decision) -> Decision:
    """A decision on a cheque whose sources disagree: a person has to look at it."""
    return Decision.REFER if decision is Decision.ACCEPT else decision


def _level(detections: Sequence[Detection]) -> int:
    """Clockwise quarter turns that bring an image upright, by its first detection."""
    return round(detections[0].degrees / 90) % QUARTER_TURNS if detections else 0


def _turned(scan: Scan, *, box: Box, turns: int) -> Scan:
    """A part of a scan, turned clockwise by quarter turns."""

    def part(pixels: Image) -> Image:
        cut = pixels[box.y : box.y + box.h, box.x : box.x + box.w]
        return np.ascontiguousarray(np.rot90(cut, -turns))

    colour = None if scan.colour is None else part(scan.colour)
    return replace(scan, grey=part(scan.grey), colour=colour)
