"""What waits for a second person, and that person's answer, as the window sees them.

All of it is called in a task's thread and knows no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigverify.records.roles import Permission, same_user

if TYPE_CHECKING:
    from sigverify.records.approvals import Decided
    from sigverify.verification.recording import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A decision that waits.

    Attributes:
        decided: the decision.
        own: whether it is the user's own, who may not confirm it.
    """

    decided: Decided
    own: bool


def waiting(recorder: Recorder) -> list[Waiting]:
    """All that waits, the oldest first.

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


def answer(recorder: Recorder, *, seq: int, confirms: bool, note: str) -> Decided:
    """Confirm or decline a decision of somebody else.

    Raises:
        NotAllowedError: the role does not allow it, or the decision is the user's own.
        RecordsError: it does not wait any more, or there is no note for declining.
    """
    from sigverify.records import approvals

    opened = recorder.opened
    act = approvals.confirm if confirms else approvals.decline
    with opened.records.writing() as connection:
        return act(connection, trail=opened.records.audit, person=opened.person, seq=seq, note=note)
