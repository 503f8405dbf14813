"""When a clerk's decision needs a reason, and who decided."""

from __future__ import annotations

import getpass

from sigverify.gui.models.case import Case, Verdict
from sigverify.settings import Settings
from sigverify.terms import Decision


def reason_needed(case: Case, verdict: Verdict, settings: Settings) -> bool:
    """Whether a decision must be given a reason: wherever it is not what the program says.

    Args:
        case: what is decided.
        verdict: the decision.
        settings: whether the site asks for reasons at all.
    """
    accepted = case.outcome is not None and case.outcome.decision is Decision.ACCEPT
    return settings.reason_required and (verdict is Verdict.PAY) != accepted


def clerk_name(settings: Settings) -> str:
    """Whose decision it is: the name in the settings, or that of the account."""
    if settings.clerk.strip():
        return settings.clerk.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return ""
