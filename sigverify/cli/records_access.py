"""Opens the records for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sigverify.errors import RecordsError

if TYPE_CHECKING:
    from sigverify.records.opening import OpenRecords
    from sigverify.verification.recording import Recorder


@contextmanager
def records_in_use(*, to_resume: bool = False) -> Iterator[OpenRecords]:
    """The records that the settings name, closed at the end.

    Args:
        to_resume: open them even if the trail does not say what the site's policy was.

    Raises:
        RecordsError: none are kept, or they can't be used.
    """
    from sigverify.records.audit.parts import TrailError
    from sigverify.records.opening import open_needed

    try:
        opened = open_needed()
    except TrailError:
        if not to_resume:
            raise
        opened = open_needed(any_policy=True)
    try:
        yield opened
    finally:
        opened.records.close()


@contextmanager
def recorder_needed() -> Iterator[Recorder]:
    """The records and their recorder, for commands that use the register; closed at the end.

    Raises:
        RecordsError: none are kept, or they can't be used.
        NotAllowedError: the user's role does not allow verifying.
    """
    from sigverify.verification.recording import recorder_in_use

    with recorder_in_use() as recorder:
        if recorder is None:
            raise RecordsError(
                "No records are kept on this machine, so there is no register.",
                remedy="Create them with 'sigverify records create', or name them in the setting "
                "'Records' (records).",
            )
        yield recorder
