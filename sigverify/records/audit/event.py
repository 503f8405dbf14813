"""An event before it is recorded, and the row of a recorded event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sigverify.records.roles import Person

DETAILS: Final = "details"
LOGIN: Final = "login"
"""The name of the login role in a row's body, where the records are on a server."""
_DECODER: Final = json.JSONDecoder()


class Kind(StrEnum):
    """The kind of an event."""

    BEGUN = "begun"
    """The first row, which holds the database's identity and place."""
    VERIFICATION = "verification"
    BATCH = "batch"
    DECISION = "decision"
    WITHDRAWAL = "withdrawal"
    CONFIRMATION = "confirmation"
    REFUSAL = "refusal"
    CALIBRATION = "calibration"
    REGISTER = "register"
    EXPORT = "export"
    PURGE = "purge"
    PROPOSAL = "proposal"
    """A change of the register that takes effect when a second person has confirmed it."""
    SITE = "site"
    """The site's policy is another one than before."""
    GRANT = "grant"
    """A login role of the server was given a role of the site."""
    KEY = "key"
    """The master key is to be changed, is being changed, or was changed."""
    RESUMED = "resumed"
    """Somebody resumed the trail of a database that was moved, copied or restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageMark:
    """An image of an event.

    Attributes:
        role: ``questioned`` or ``specimen``.
        sha256: hash of the image file.
    """

    role: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """An event that must be proven later.

    Personal data belong in ``account``, ``note``, ``details`` or ``attachments``, which are
    encrypted and can be purged. The trail keeps the rest for ever.

    Attributes:
        kind: the kind of event.
        person: the person who acted.
        action: the action in one or two words, such as ``specimen added`` or ``pay``.
        account: number of the account; stored encrypted, and as a keyed hash for searches.
        signatory: number of the person in the register whose entries changed.
        case_id: identifier of the case, which says nothing about a person.
        images: the images that were examined.
        model_sha256: hash of the network that judged.
        calibration_sha256: hash of the calibration that set the thresholds.
        similarity: 0..1.
        decision: the program's decision.
        reason: code of the reason, such as ``11``.
        note: a person's own words.
        amount: the cheque's amount.
        waits: whether a second person must confirm it.
        refers_to: number of the row that this one answers.
        facts: further permanent values, JSON.
        details: further values that can be purged, JSON.
        attachments: bytes that can be purged, such as images, by a short name.
    """

    kind: Kind
    person: Person
    action: str = ""
    account: str | None = None
    signatory: int | None = None
    case_id: str | None = None
    images: tuple[ImageMark, ...] = ()
    model_sha256: str | None = None
    calibration_sha256: str | None = None
    similarity: float | None = None
    decision: str | None = None
    reason: str | None = None
    note: str = ""
    amount: float | None = None
    waits: bool = False
    refers_to: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    attachments: Mapping[str, bytes] = field(default_factory=dict)

    def lasting(self, *, account_mark: str | None) -> dict[str, Any]:
        """The permanent part as JSON values, without unknown ones."""
        found: dict[str, Any] = {
            "kind": self.kind.value,
            "action": self.action or None,
            "user": self.person.user,
            "role": self.person.role.value,
            "account": account_mark,
            "signatory": self.signatory,
            "case": self.case_id,
            "images": [[image.role, image.sha256] for image in self.images] or None,
            "model": self.model_sha256,
            "calibration": self.calibration_sha256,
            "similarity": self.similarity,
            "decision": self.decision,
            "reason": self.reason,
            "amount": self.amount,
            "waits": self.waits or None,
            "refers_to": self.refers_to,
            "facts": dict(self.facts) or None,
        }
        return {name: value for name, value in found.items() if value is not None}

    def passing(self) -> dict[str, Any]:
        """The part that can be purged as JSON values; may be empty."""
        found = {**self.details, "account": self.account, "note": self.note or None}
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """A row of the audit trail.

    Attributes:
        seq: number of the row, from 1 on without a gap.
        at: time of the event, UTC, ISO 8601.
        kind: the kind of event.
        user: the operating system's name of the user who acted.
        role: that user's role at the site at the time.
        previous: hash of the row before; zeros for the first row.
        body: the permanent values in the form that is hashed.
        sha256: hash of the body.
    """

    seq: int
    at: str
    kind: str
    user: str
    role: str
    previous: str
    body: Mapping[str, Any]
    sha256: str

    @classmethod
    def of(cls, body: str, *, sha256: str) -> AuditRow:
        """Read a stored body.

        Raises:
            ValueError: the text is not the body of a row.
        """
        # Quicker than `json.loads`, and a body is one object without blanks around it.
        found, end = _DECODER.raw_decode(body)
        if end != len(body):
            raise ValueError("more than the body of a row")
        try:
            return cls(
                seq=int(found["seq"]),
                at=str(found["at"]),
                kind=str(found["kind"]),
                user=str(found["user"]),
                role=str(found["role"]),
                previous=str(found["previous"]),
                body=found,
                sha256=sha256,
            )
        except (KeyError, TypeError) as error:
            raise ValueError("no row of an audit trail") from error
