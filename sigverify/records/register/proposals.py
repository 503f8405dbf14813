"""Changes of the register under the four-eyes principle.

Where the site has roles, a change is a row of the audit trail that waits for a second person. The
row holds all of it, sealed, with the image of a specimen. The change is tried at once, and undone,
so that its mistakes show to the person who makes it; it is made when it is confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from sigverify.errors import RecordsError
from sigverify.files import sha256_hex
from sigverify.imaging.quality import QualityFinding
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.audit.event import AuditEvent, ImageMark, Kind
from sigverify.records.database import Records
from sigverify.records.mandates.mandate import Mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.accounts import Specimen
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.roles import NotAllowedError, Permission, Person, Policy
from sigverify.records.server_roles import enforced
from sigverify.terms import Box

STEPS: Final = "steps"
IMAGE_PART: Final = "image"


class ChangeWaitsError(NotAllowedError):
    """A change was recorded and waits for a second person; nothing else has happened.

    Attributes:
        seq: number of its row.
    """

    def __init__(self, seq: int) -> None:
        """Name the row."""
        super().__init__(
            Reason(ReasonCode.CHANGE_WAITS, number=seq),
            remedy=Reason(ReasonCode.CHANGE_WAITS_FOR),
        )
        self.seq = seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one account, made as a whole or not at all.

    Attributes:
        account: number of the account.
        steps: what to do, each with its name and JSON values; the methods below make them.
        image: the file of a new specimen; None without one.
        disagrees: the new specimen is unlike the signatory's others.
    """

    account: str
    steps: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    image: bytes | None = None
    disagrees: bool = False

    @property
    def words(self) -> str:
        """What it does, in a few words without personal data."""
        return ", ".join(name for name, _ in self.steps)

    def and_account(self, *, holder: str = "") -> Change:
        """With the account, which is added if it is missing."""
        return self._and("account", holder=holder)

    def and_signatory(
        self,
        name: str,
        *,
        first_day: date,
        last_day: date | None = None,
        customer: str | None = None,
        again: bool = False,
    ) -> Change:
        """With a person who may sign, see `AccountChanges.admit`."""
        return self._and(
            "signatory",
            name=name,
            first_day=first_day.isoformat(),
            last_day=None if last_day is None else last_day.isoformat(),
            customer=customer,
            again=again,
        )

    def and_end_of_signatory(self, name: str, *, last_day: date) -> Change:
        """With the end of a person's right to sign."""
        return self._and("end of signatory", name=name, last_day=last_day.isoformat())

    def and_mandate(self, mandate: Mandate, *, first_day: date) -> Change:
        """With a mandate in place of the one in force."""
        return self._and("mandate", rule=mandate.to_json(), first_day=first_day.isoformat())

    def and_specimen(
        self, name: str, *, new: NewSpecimen, replaces: int | None = None, disagrees: bool = False
    ) -> Change:
        """With a specimen; the change has only one."""
        box = new.box
        made = self._and(
            "specimen",
            name=name,
            replaces=replaces,
            pixels_sha256=new.pixels_sha256,
            page=new.page,
            box=None if box is None else [box.x, box.y, box.w, box.h],
            quality=[finding.as_row() for finding in new.quality],
            first_day=new.first_day.isoformat(),
            last_day=None if new.last_day is None else new.last_day.isoformat(),
        )
        return Change(account=made.account, steps=made.steps, image=new.image, disagrees=disagrees)

    def and_end_of_specimen(self, specimen_id: int, *, last_day: date) -> Change:
        """With the end of a specimen."""
        return self._and("end of specimen", number=specimen_id, last_day=last_day.isoformat())

    def _and(self, step: str, **values: Any) -> Change:  # noqa: ANN401 - JSON values
        return Change(
            account=self.account,
            steps=(*self.steps, (step, values)),
            image=self.image,
            disagrees=self.disagrees,
        )


def make_change(
    connection: Connection,
    change: Change,
    *,
    records: Records,
    person: Person,
    policy: Policy,
    urgent: str = "",
) -> Specimen | int | None:
    """Make a change, or record it where a second person must confirm it.

    Args:
        connection: within ``records.writing()``.
        change: what to do.
        records: the open database.
        person: the person who makes it.
        policy: the site's policy.
        urgent: why one person makes it alone; empty where it can wait.

    Returns:
        The number of the row that waits for a second person; if it was made, the new specimen, or
        None without one.

    Raises:
        NotAllowedError: the role does not allow it, or the site allows no urgent change.
        RecordsError: the register does not allow the change.
        DataError: a value is not allowed.
    """
    person.require(Permission.CHANGE_REGISTER)
    if not policy.four_eyes:
        return apply_change(connection, change, records=records, person=person, released={})
    if urgent and not change.disagrees:
        policy.require_urgent()
        released = {"urgent": True}
        made = apply_change(connection, change, records=records, person=person, released=released)
        event = AuditEvent(
            kind=Kind.REGISTER,
            person=person,
            action="URGENT CHANGE BY ONE PERSON",
            account=change.account,
            note=urgent,
            facts={"urgent": True, "change": change.words},
        )
        records.audit.append(connection, event)
        return made
    # Shows a mistake now, and not to the person who confirms. A server that enforces roles allows
    # nobody to try it alone.
    if not enforced(connection):
        trial = connection.begin_nested()
        apply_change(connection, change, records=records, person=person, released={})
        trial.rollback()
    image = change.image
    marks: tuple[ImageMark, ...] = ()
    if image is not None:
        marks = (ImageMark(role="specimen", sha256=sha256_hex(image)),)
    row = records.audit.append(
        connection,
        AuditEvent(
            kind=Kind.PROPOSAL,
            person=person,
            action=change.words,
            account=change.account,
            waits=True,
            images=marks,
            facts={"disagrees": True} if change.disagrees else {},
            details={STEPS: [[name, dict(values)] for name, values in change.steps]},
            attachments={} if image is None else {IMAGE_PART: image},
        ),
    )
    return row.seq


def require_made(made: Specimen | int | None) -> Specimen | None:
    """The result of a change that was made.

    Raises:
        ChangeWaitsError: it waits for a second person.
    """
    if isinstance(made, int):
        raise ChangeWaitsError(made)
    return made


def apply_change(
    connection: Connection,
    change: Change,
    *,
    records: Records,
    person: Person,
    released: Mapping[str, Any],
) -> Specimen | None:
    """Make a change that needs no further confirmation.

    Args:
        connection: within ``records.writing()``.
        change: what to do.
        records: the open database.
        person: the person who has made it.
        released: why it may be made, for the rows of the trail.

    Returns:
        The new specimen; None without one, or if the signatory has it already.

    Raises:
        RecordsError: the register does not allow the change.
        DataError: a value is not allowed.
    """
    accounts = AccountChanges(connection, records=records, person=person, released=released)
    specimens = SpecimenChanges(connection, records=records, person=person, released=released)
    number, made = change.account, None
    for step, values in change.steps:
        match step:
            case "account":
                number = accounts.account(number, holder=values["holder"]).number
            case "signatory":
                accounts.admit(
                    number,
                    name=values["name"],
                    first_day=date.fromisoformat(values["first_day"]),
                    last_day=_day(values["last_day"]),
                    customer=values["customer"],
                    again=values["again"],
                )
            case "end of signatory":
                last_day = date.fromisoformat(values["last_day"])
                accounts.end_signatory(number, name=values["name"], last_day=last_day)
            case "mandate":
                accounts.set_mandate(
                    number,
                    mandate=Mandate.from_json(values["rule"]),
                    first_day=date.fromisoformat(values["first_day"]),
                )
            case "specimen":
                new = _specimen(values, image=change.image)
                if values["replaces"] is None:
                    made = specimens.add(number, name=values["name"], new=new)
                else:
                    made = specimens.replace(
                        number, values["replaces"], name=values["name"], new=new
                    )
            case "end of specimen":
                last_day = date.fromisoformat(values["last_day"])
                specimens.expire(number, values["number"], last_day=last_day)
            case _:
                raise ValueError(f"no step of a change: {step}")
    return made


def change_of(details: Mapping[str, Any], *, image: bytes | None, disagrees: bool) -> Change:
    """The change that a row proposes.

    Raises:
        RecordsError: its values were purged.
    """
    if STEPS not in details or "account" not in details:
        raise RecordsError(
            "What this change would do was purged.", remedy="Decline it, and propose it again."
        )
    return Change(
        account=str(details["account"]),
        steps=tuple((str(name), values) for name, values in details[STEPS]),
        image=image,
        disagrees=disagrees,
    )


def _specimen(values: Mapping[str, Any], *, image: bytes | None) -> NewSpecimen:
    if image is None:
        raise RecordsError(
            "The image of this specimen was purged.", remedy="Decline it, and propose it again."
        )
    # The rows of findings are read as they are from the register.
    quality = json.loads(json.dumps(values["quality"]))
    return NewSpecimen(
        image=image,
        pixels_sha256=values["pixels_sha256"],
        page=values["page"],
        box=None if values["box"] is None else Box(*values["box"]),
        quality=tuple(map(QualityFinding.from_row, quality)),
        first_day=date.fromisoformat(values["first_day"]),
        last_day=_day(values["last_day"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
