"""The records for the time of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sigverify.records.opening import OpenRecords


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
