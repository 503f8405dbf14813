"""Adds, expires and replaces specimens; never deletes one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from sigverify.errors import DataError
from sigverify.files import sha256_hex
from sigverify.imaging.quality import DOUBTS, QualityFinding, Severity
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.audit.event import ImageMark
from sigverify.records.entries import image_context
from sigverify.records.mandates.mandate import name_key
from sigverify.records.register.accounts import (
    RegisterError,
    Signatory,
    Specimen,
    find_account,
    find_specimen,
)
from sigverify.records.register.changes import Changes, check_days, days
from sigverify.records.schema import images, specimens
from sigverify.terms import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSpecimen:
    """The data of a new specimen.

    Attributes:
        image: the unchanged bytes of the file.
        pixels_sha256: hash of the signature's decoded pixels.
        page: page of the file, counted from 0.
        box: box of the signature on the page; None for the whole page.
        quality: what is wrong with the image.
        first_day: the first day on which the specimen is valid.
        last_day: the last such day; None for no end.
    """

    image: bytes
    pixels_sha256: str
    page: int
    box: Box | None
    quality: tuple[QualityFinding, ...]
    first_day: date
    last_day: date | None = None


class SpecimenChanges(Changes):
    """Changes of the specimens of an account's signatories."""

    def add(self, number: str, *, name: str, new: NewSpecimen) -> Specimen | None:
        """Add a specimen to a signatory of an account.

        Returns:
            The specimen; None if this signatory already has a specimen of the same image.

        Raises:
            RegisterError: the account has no such signatory, or the image is a specimen of another
                signatory of the same account.
            DataError: the image can't be used, or the last day is before the first.
        """
        check_days(new.first_day, new.last_day)
        _check_quality(new)
        owner = self._signatory(number, name)
        for other in find_account(self._connection, number).signatories:
            if all(specimen.pixels_sha256 != new.pixels_sha256 for specimen in other.specimens):
                continue
            if other.id == owner.id:
                return None
            raise RegisterError(
                Reason(ReasonCode.SPECIMEN_OF_ANOTHER, person=other.name),
                remedy=Reason(ReasonCode.FIND_OUT_WHOSE),
            )
        number_given = self._insert(
            specimens,
            signatory_id=owner.id,
            image_sha256=self._keep_image(new.image),
            pixels_sha256=new.pixels_sha256,
            page=new.page,
            box=None if new.box is None else json.dumps(_corners(new.box)),
            quality=json.dumps([finding.as_row() for finding in new.quality]),
            first_day=new.first_day,
            last_day=new.last_day,
            **self._added(),
        )
        self._note_specimen(
            "specimen added",
            account=number,
            signatory=owner.id,
            facts={
                "specimen": number_given,
                "page": new.page,
                "box": None if new.box is None else _corners(new.box),
                "replaced_by": None,
                **days(new.first_day, new.last_day),
            },
            image_sha256=sha256_hex(new.image),
        )
        return find_specimen(self._connection, number_given)

    def expire(self, number: str, specimen_id: int, *, last_day: date) -> Specimen:
        """Set a specimen's last day.

        Args:
            number: number of an account of the signatory.
            specimen_id: number of the specimen.
            last_day: the last valid day; if it is before the first day, the specimen is never
                valid.

        Raises:
            RegisterError: the account has no such specimen, or the specimen has ended already.
        """
        owner, found = self._own(number, specimen_id)
        if found.last_day is not None and found.last_day < last_day:
            raise RegisterError(
                f"Specimen {specimen_id} already ended on {found.last_day}.",
                remedy="Add the signature as a new specimen.",
            )
        self._set(specimens, specimens.c.id == specimen_id, last_day=last_day)
        ended = replace(found, last_day=last_day)
        self._note_ended("specimen expired", account=number, signatory=owner.id, specimen=ended)
        return find_specimen(self._connection, specimen_id)

    def replace(self, number: str, specimen_id: int, *, name: str, new: NewSpecimen) -> Specimen:
        """Replace a specimen of the same signatory, which ends on the day before.

        Raises:
            RegisterError: the account's signatory has no such specimen, it has been replaced
                already, or the new image is in the register already.
            DataError: the image can't be used, or the last day is before the first.
        """
        owner, old = self._own(number, specimen_id)
        if name_key(owner.name) != name_key(name):
            raise RegisterError(
                f"Specimen {specimen_id} is one of {owner.name}, not of {name}.",
                remedy=f"'sigverify register show {number}' shows the numbers.",
            )
        if old.replaced_by is not None:
            raise RegisterError(
                f"Specimen {specimen_id} was already replaced by specimen {old.replaced_by}.",
                remedy="Replace that one.",
            )
        added = self.add(number, name=owner.name, new=new)
        if added is None:
            raise RegisterError(
                Reason(ReasonCode.SPECIMEN_KNOWN, person=owner.name),
                remedy=Reason(ReasonCode.GIVE_NEW_OR_EXPIRE),
            )
        last_day = new.first_day - timedelta(days=1)
        if old.last_day is not None:
            last_day = min(last_day, old.last_day)
        self._set(specimens, specimens.c.id == specimen_id, last_day=last_day, replaced_by=added.id)
        self._note_ended(
            "specimen replaced",
            account=number,
            signatory=owner.id,
            specimen=replace(old, last_day=last_day, replaced_by=added.id),
        )
        return added

    def _own(self, number: str, specimen_id: int) -> tuple[Signatory, Specimen]:
        for one in find_account(self._connection, number).signatories:
            for specimen in one.specimens:
                if specimen.id == specimen_id:
                    return one, specimen
        raise RegisterError(
            f"Account {number} has no specimen {specimen_id}.",
            remedy=f"'sigverify register show {number}' shows the numbers.",
        )

    def _keep_image(self, data: bytes) -> str:
        """Store a file's bytes, once for all its specimens."""
        sha256 = sha256_hex(data)
        there = select(images.c.sealed.is_not(None)).where(images.c.sha256 == sha256)
        kept = self._connection.scalar(there)
        if not kept:
            sealed = self._records.vault.seal(data, context=image_context(sha256))
            if kept is None:
                self._insert(images, sha256=sha256, sealed=sealed)
            else:
                self._set(images, images.c.sha256 == sha256, sealed=sealed)
        return sha256

    def _note_ended(self, action: str, *, account: str, signatory: int, specimen: Specimen) -> None:
        self._note_specimen(
            action,
            account=account,
            signatory=signatory,
            facts={
                "specimen": specimen.id,
                "page": specimen.page,
                "box": None if specimen.box is None else _corners(specimen.box),
                "replaced_by": specimen.replaced_by,
                **days(specimen.first_day, specimen.last_day),
            },
            image_sha256=specimen.image_sha256,
        )

    def _note_specimen(
        self,
        action: str,
        *,
        account: str,
        signatory: int,
        facts: dict[str, Any],
        image_sha256: str,
    ) -> None:
        self._note(
            action,
            account=account,
            signatory=signatory,
            facts=facts,
            images=(ImageMark(role="specimen", sha256=image_sha256),),
        )


def _check_quality(new: NewSpecimen) -> None:
    for finding in new.quality:
        # If a specimen may not be the signature, it would spoil every later comparison.
        if finding.severity is Severity.UNUSABLE or finding.kind in DOUBTS:
            raise DataError(
                Reason(ReasonCode.SPECIMEN_REJECTED, finding=finding.reason),
                remedy=Reason(ReasonCode.SCAN_OR_BOX),
            )


def _corners(box: Box) -> list[int]:
    return [box.x, box.y, box.w, box.h]
