"""The program's errors: mistakes of the user and faults of the site, never bugs.

A ``SigVerifyError`` says in plain words what is wrong and what to do about it, and carries the exit
status of the command line. Any other exception that escapes is a bug; its traceback goes to the
log.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

from sigverify.reasons import Reason, free_text
from sigverify.wording import english


class ExitCode(IntEnum):
    """Exit statuses of the command line, documented in the user guide."""

    OK = 0
    BUG = 1
    USAGE = 2
    ITEMS_FAILED = 3
    UNREADABLE_FILE = 4
    MISSING_FILE = 5
    MODEL = 6
    DATA = 7
    CALIBRATION = 8
    OUTPUT = 9
    MISSING_EXTRA = 10
    DECIDED = 11
    RECORDS = 12
    CANCELLED = 130


class SigVerifyError(Exception):
    """A fault that the user can fix.

    Attributes:
        what: what is wrong: a reason, which the window shows in the user's language, or a text.
        how: what to do about it, as a reason or a text.

    ``general_remedy`` is the remedy for every fault of a class. It contains no names, so it may be
    logged.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BUG
    general_remedy: ClassVar[str] = "See the message of the command."

    def __init__(self, message: Reason | str, *, remedy: Reason | str) -> None:
        """Keep both; ``str(error)`` joins them into one line of English."""
        super().__init__(f"{english(message)} {english(remedy)}")
        self.what = message
        self.how = remedy

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return english(self.what)

    @property
    def remedy(self) -> str:
        """What to do about it, in English."""
        return english(self.how)

    @property
    def reason(self) -> Reason:
        """What is wrong, as a reason; a text without a code becomes free text."""
        return self.what if isinstance(self.what, Reason) else free_text(self.what)


class UsageError(SigVerifyError):
    """The command line or the call is invalid."""

    exit_code = ExitCode.USAGE
    general_remedy = "Correct the command; its help lists what it takes."


class MissingFileError(SigVerifyError):
    """A path names nothing, or names a folder where a file is needed."""

    exit_code = ExitCode.MISSING_FILE
    general_remedy = "Check the path, and that this user may read it."


class UnreadableFileError(SigVerifyError):
    """A file exists but is not a usable image."""

    exit_code = ExitCode.UNREADABLE_FILE
    general_remedy = (
        "Check that the file is a whole image of a supported format, then export or scan it again."
    )


class ModelError(SigVerifyError):
    """A trained model is missing, damaged, altered or too new."""

    exit_code = ExitCode.MODEL
    general_remedy = "Install the program again, or name another model."


class DataError(SigVerifyError):
    """A manifest or a table of items can't be used."""

    exit_code = ExitCode.DATA
    general_remedy = "Correct the table or the folder that the command was given."


class CalibrationError(SigVerifyError):
    """A calibration does not fit the model, or the data can't support the request."""

    exit_code = ExitCode.CALIBRATION
    general_remedy = "Activate a calibration of this model, or calibrate again."


class RecordsError(SigVerifyError):
    """The register or the audit trail can't be used, or refuses the request."""

    exit_code = ExitCode.RECORDS
    general_remedy = "Check the records, their key and the rights of this user."


class OutputError(SigVerifyError):
    """A result can't be written to the requested place."""

    exit_code = ExitCode.OUTPUT
    general_remedy = "Check the folder, its permissions and the free space, then run again."


class MissingExtraError(SigVerifyError):
    """A command needs an optional part of the installation."""

    exit_code = ExitCode.MISSING_EXTRA
    general_remedy = "Install the optional part of the program that the command names."


class CancelledError(SigVerifyError):
    """The work was stopped on purpose; the remedy says how to continue."""

    exit_code = ExitCode.CANCELLED
    general_remedy = "Run the command again; what was done is kept."
