"""The records for the time of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sigverify.records.opening import OpenRecords
    from sigverify.records.roles import Permission
    from sigverify.verification.recording import Recorder


@contextmanager
def records_in_use() -> Iterator[OpenRecords]:
    """The records that the settings name, closed at the end.

    Raises:
        RecordsError: none are kept, or they can't be used.
    """
    from sigverify.records.opening import open_needed

    opened = open_needed()
    try:
        yield opened
    finally:
        opened.records.close()


@contextmanager
def recorder_in_use(needed: Permission | None = None) -> Iterator[Recorder | None]:
    """What writes down what is done; None where the settings name no records.

    It is opened before anything is done, so that nothing is done that could not be written down.

    Args:
        needed: what the user is about to do; None is to verify signatures.

    Raises:
        RecordsError: the records can't be used, or the user's role does not allow it.
        DataError: the site's settings can't be read.
    """
    from sigverify.paths import settings_file, site_file
    from sigverify.settings import load_settings

    settings = load_settings(settings_file(), site=site_file()).values
    if not settings.records:
        yield None
        return
    # Imported here: without records nobody waits for a database.
    from sigverify.records.roles import Permission
    from sigverify.verification.recording import open_recorder

    recorder = open_recorder(settings, needed=needed or Permission.VERIFY)
    try:
        yield recorder
    finally:
        if recorder is not None:
            recorder.close()
