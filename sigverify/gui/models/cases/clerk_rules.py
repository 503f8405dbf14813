"""Rules for the clerk's decisions: when a reason is required, and whose name is recorded."""

from __future__ import annotations

import getpass
from collections.abc import Sequence

from sigverify.gui.models.cases.case import Case, Verdict
from sigverify.settings import Settings
from sigverify.terms import Decision


def reason_needed(case: Case, verdict: Verdict, settings: Settings) -> bool:
    """Whether a decision requires a reason: a return does, and what differs from the program.

    Args:
        case: the case with the program's decision.
        verdict: the clerk's decision.
        settings: whether the site requires reasons at all.
    """
    accepted = case.outcome is not None and case.outcome.decision is Decision.ACCEPT
    differs = (verdict is Verdict.PAY) != accepted
    return settings.reason_required and (verdict is Verdict.RETURN or differs)


def reasons_for(verdict: Verdict, settings: Settings) -> Sequence[str]:
    """The reasons, code and text, that the site allows for a decision."""
    split = [_split(line) for line in settings.reasons]
    return [reason for verdicts, reason in split if verdict in verdicts]


def _split(line: str) -> tuple[frozenset[Verdict], str]:
    """The decisions that a reason belongs to, and the reason; without any it belongs to all."""
    head, colon, rest = line.partition(":")
    words = [word.strip().lower() for word in head.split(",")]
    known = {verdict.value: verdict for verdict in Verdict}
    if colon and all(word in known for word in words):
        return frozenset(known[word] for word in words), rest.strip()
    return frozenset(Verdict), line


def clerk_name(settings: Settings) -> str:
    """The clerk's name: from the settings, or else the user name of the system."""
    if settings.clerk.strip():
        return settings.clerk.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name
        return ""
