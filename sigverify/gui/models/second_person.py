"""The decisions and changes that wait for a second person, and that person's answers.

All functions run in a task's thread and do not know Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from sigverify.errors import SigVerifyError
from sigverify.gui.models.pictures import thumbnail
from sigverify.gui.models.shown_images import read_images
from sigverify.imaging.reading.scans import decode_scan
from sigverify.records.roles import Permission, same_user
from sigverify.reporting.inks import Picture
from sigverify.terms import Box

if TYPE_CHECKING:
    from sigverify.records.approvals import Decided
    from sigverify.records.register.accounts import Account, Specimen
    from sigverify.records.waiting_changes import WaitingChange
    from sigverify.verification.recording import Recorder

_MOST_OTHERS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A decision that waits.

    Attributes:
        decided: the decision.
        own: whether it is the user's own decision, which only others may confirm.
    """

    decided: Decided
    own: bool

    @property
    def seq(self) -> int:
        """Number of its row."""
        return self.decided.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A change that waits: of the register, the calibration, the site's policy or the key.

    Attributes:
        change: the change.
        own: whether it is the user's own, which only others may confirm.
    """

    change: WaitingChange
    own: bool

    @property
    def seq(self) -> int:
        """Number of its row."""
        return self.change.seq


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NamedPicture:
    """The picture of a specimen.

    Attributes:
        caption: its signatory, and its number in the register.
        picture: the signature.
    """

    caption: str
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProposedEvidence:
    """What the register has of a change that waits, from the encrypted store.

    Attributes:
        concerned: the new specimen, or the one that ends; None without one, or if it was purged.
        others: the signatory's other specimens, or those of the people whom a mandate concerns.
        mandate: the mandate in force; empty without one.
    """

    concerned: Picture | None
    others: tuple[NamedPicture, ...]
    mandate: str


def waiting(recorder: Recorder) -> list[Waiting | Proposed]:
    """The decisions and changes that wait, the oldest first.

    Raises:
        NotAllowedError: the role does not allow confirming.
        RecordsError: the records can't be read.
    """
    from sigverify.records.approvals import pending
    from sigverify.records.waiting_changes import waiting_changes

    opened = recorder.opened
    opened.person.require(Permission.CONFIRM)
    with opened.records.reading() as connection:
        decisions = pending(connection, trail=opened.records.audit)
        changes = waiting_changes(connection, records=opened.records)
    user = opened.person.user
    found: list[Waiting | Proposed] = [
        *(Waiting(decided=one, own=same_user(one.user, user)) for one in decisions),
        *(Proposed(change=one, own=same_user(one.user, user)) for one in changes),
    ]
    return sorted(found, key=lambda one: one.seq)


def shown_with(recorder: Recorder, *, seq: int) -> dict[str, Picture]:
    """What the clerk saw when they decided, by name; empty if nothing is kept.

    Raises:
        RecordsError: the records can't be read, or an image was changed.
    """
    return read_images(recorder.shown(seq))


def proposed_with(recorder: Recorder, *, change: WaitingChange) -> ProposedEvidence:
    """The images that a change concerns, and the mandate in force.

    Raises:
        RecordsError: the records can't be read, or the account was changed directly.
    """
    from sigverify.records.mandates.text import mandate_text
    from sigverify.records.register.accounts import find_account
    from sigverify.records.register.people import has_account

    records = recorder.opened.records
    with records.reading() as connection:
        account = None
        if change.account is not None and has_account(connection, change.account):
            account = find_account(connection, change.account)
        concerned = _new_specimen(change)
        ended = _ended(change, account)
        if concerned is None and ended is not None:
            concerned = _picture(recorder, connection, ended)
        others = []
        for name, one in _others(change, account):
            picture = None if one is ended else _picture(recorder, connection, one)
            if picture is not None:
                others.append(NamedPicture(caption=f"{name} ({one.id})", picture=picture))
    held = () if account is None else account.mandates_on(_today())
    return ProposedEvidence(
        concerned=concerned,
        others=tuple(others),
        mandate=mandate_text(held[-1]) if held else "",
    )


def answer(recorder: Recorder, *, one: Waiting | Proposed, confirms: bool, note: str) -> None:
    """Confirm or decline another person's decision or change, whose images were shown.

    Raises:
        NotAllowedError: the role does not allow it, or it is the user's own.
        RecordsError: it no longer waits, it is declined without a note, or the register no longer
            allows the change.
    """
    from sigverify.records import approvals
    from sigverify.records.waiting_changes import confirm_change, decline_change

    opened = recorder.opened
    records, person = opened.records, opened.person
    with records.writing() as connection:
        if isinstance(one, Proposed):
            if confirms:
                confirm_change(
                    connection,
                    one.seq,
                    records=records,
                    person=person,
                    note=note,
                    seen=one.change.image_code,
                )
            else:
                decline_change(connection, one.seq, records=records, person=person, note=note)
            return
        act = approvals.confirm if confirms else approvals.decline
        act(connection, trail=records.audit, person=person, seq=one.seq, note=note)


def _values(change: WaitingChange, *steps: str) -> list[dict[str, Any]]:
    return [values for name, values in change.steps if name in steps]


def _new_specimen(change: WaitingChange) -> Picture | None:
    for values in _values(change, "specimen"):
        if change.image is not None:
            box = None if values["box"] is None else Box(*values["box"])
            return _thumbnail(change.image, page=values["page"], box=box)
    return None


def _ended(change: WaitingChange, account: Account | None) -> Specimen | None:
    """The specimen that a change ends."""
    numbers = {values["number"] for values in _values(change, "end of specimen")}
    specimens = (
        ()
        if account is None
        else (one for person in account.signatories for one in person.specimens)
    )
    return next((one for one in specimens if one.id in numbers), None)


def _others(change: WaitingChange, account: Account | None) -> list[tuple[str, Specimen]]:
    """The specimens to compare with, with names: the person's, or one of each signatory."""
    if account is None:
        return []
    names = {
        str(values["name"])
        for values in _values(change, "specimen", "signatory", "end of signatory")
    }
    people = [one for name in names if (one := account.signatory(name)) is not None]
    ended = _ended(change, account)
    people += [one for one in account.signatories if ended in one.specimens]
    if people or names:
        found = [(who.name, one) for who in people for one in who.specimens if one.kept]
    else:
        entitled = account.entitled_on(_today())
        found = [
            (who.name, one)
            for who in entitled
            for one in [one for one in who.specimens if one.kept][:1]
        ]
    return found[-_MOST_OTHERS:]


def _picture(recorder: Recorder, connection: Any, specimen: Specimen) -> Picture | None:  # noqa: ANN401
    from sigverify.records.register.accounts import image_bytes

    vault = recorder.opened.records.vault
    data = image_bytes(connection, specimen.image_sha256, vault=vault)
    return _thumbnail(data, page=specimen.page, box=specimen.box)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _thumbnail(data: bytes, *, page: int, box: Box | None) -> Picture | None:
    try:
        return thumbnail(decode_scan(data, name="", page=page), box=box)
    except SigVerifyError:
        return None  # the view says that there is no image
