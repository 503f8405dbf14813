"""Rules for the clerk's decisions: when a reason is required, and whose name is recorded."""

from __future__ import annotations

import getpass

from sigverify.gui.models.case import Case, Verdict
from sigverify.settings import Settings
from sigverify.terms import Decision


def reason_needed(case: Case, verdict: Verdict, settings: Settings) -> bool:
    """Whether a decision requires a reason: if it differs from the program's.

    Args:
        case: the case with the program's decision.
        verdict: the clerk's decision.
        settings: whether the site requires reasons at all.
    """
    accepted = case.outcome is not None and case.outcome.decision is Decision.ACCEPT
    return settings.reason_required and (verdict is Verdict.PAY) != accepted


def clerk_name(settings: Settings) -> str:
    """The clerk's name: from the settings, or else the user name of the system."""
    if settings.clerk.strip():
        return settings.clerk.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name
        return ""
