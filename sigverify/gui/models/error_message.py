"""Error messages for people."""

from __future__ import annotations

from dataclasses import dataclass

from sigverify.errors import RecordsError, SigVerifyError
from sigverify.logs.bugs import keep_details
from sigverify.reasons import Reason, free_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorMessage:
    """An error as it is shown to people.

    Attributes:
        message: what went wrong.
        remedy: what to do about it.
        details: the traceback or the like, to be copied for support.
        of_records: whether the records can't be used, or not by this person.
    """

    message: Reason | str
    remedy: Reason | str
    details: str
    of_records: bool = False

    @property
    def reason(self) -> Reason:
        """The fault as data; free text if it has no code."""
        return self.message if isinstance(self.message, Reason) else free_text(self.message)


def error_message(error: Exception, *, details: str) -> ErrorMessage:
    """The message for an error; the details of a bug go to the log.

    Args:
        error: the exception.
        details: its traceback.
    """
    if isinstance(error, SigVerifyError):
        return ErrorMessage(
            message=error.what,
            remedy=error.how,
            details=f"{type(error).__name__}: {error.message}\n{error.remedy}",
            of_records=isinstance(error, RecordsError),
        )
    kept = keep_details(details)
    return ErrorMessage(message=f"{type(error).__name__}: {error}", remedy=kept, details=details)
