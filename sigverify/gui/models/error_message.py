"""What to tell people of an error."""

from __future__ import annotations

from dataclasses import dataclass

from sigverify.errors import SigVerifyError
from sigverify.logs.bugs import keep_details


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorMessage:
    """Something that went wrong, for people.

    Attributes:
        message: what is wrong.
        remedy: what to do.
        details: more, for a colleague or a developer; to be copied.
    """

    message: str
    remedy: str
    details: str


def error_message(error: Exception, *, details: str) -> ErrorMessage:
    """What to tell of an error; the details of a bug are kept in the log.

    Args:
        error: what was raised.
        details: its traceback.
    """
    if isinstance(error, SigVerifyError):
        return ErrorMessage(
            message=error.message,
            remedy=error.remedy,
            details=f"{type(error).__name__}: {error.message}\n{error.remedy}",
        )
    kept = keep_details(details)
    return ErrorMessage(message=f"{type(error).__name__}: {error}", remedy=kept, details=details)
