"""The decisions that wait for a second person, and that person's answers.

All functions run in a task's thread and do not know Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigverify.gui.models.shown_images import read_images
from sigverify.records.roles import Permission, same_user
from sigverify.reporting.inks import Picture

if TYPE_CHECKING:
    from sigverify.records.approvals import Decided
    from sigverify.verification.recording import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A decision that waits.

    Attributes:
        decided: the decision.
        own: whether it is the user's own decision, which only others may confirm.
    """

    decided: Decided
    own: bool


def waiting(recorder: Recorder) -> list[Waiting]:
    """The decisions that wait, the oldest first.

    Raises:
        NotAllowedError: the role does not allow confirming.
        RecordsError: the records can't be read.
    """
    from sigverify.records.approvals import pending

    opened = recorder.opened
    opened.person.require(Permission.CONFIRM)
    with opened.records.reading() as connection:
        found = pending(connection, trail=opened.records.audit)
    return [Waiting(decided=one, own=same_user(one.user, opened.person.user)) for one in found]


def shown_with(recorder: Recorder, *, seq: int) -> dict[str, Picture]:
    """What the clerk saw when they decided, by name; empty if nothing is kept.

    Raises:
        RecordsError: the records can't be read, or an image was changed.
    """
    return read_images(recorder.shown(seq))


def answer(recorder: Recorder, *, seq: int, confirms: bool, note: str) -> Decided:
    """Confirm or decline another person's decision.

    Raises:
        NotAllowedError: the role does not allow it, or the decision is the user's own.
        RecordsError: it no longer waits, or it is declined without a note.
    """
    from sigverify.records import approvals

    opened = recorder.opened
    act = approvals.confirm if confirms else approvals.decline
    with opened.records.writing() as connection:
        return act(connection, trail=opened.records.audit, person=opened.person, seq=seq, note=note)
