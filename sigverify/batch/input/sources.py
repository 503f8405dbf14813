"""Opens the source of a batch's items: a table or a letter, recognised by its content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sigverify.batch.input.items import ItemTable
from sigverify.batch.input.letters import LetterItems
from sigverify.letters.reading import is_letter

if TYPE_CHECKING:
    from sigverify.records.database import Records


def open_items(
    path: Path, *, records: Records | None, specimens: Path | None = None
) -> ItemTable | LetterItems:
    """Open a table of items or a letter of cheques.

    Args:
        path: the file; ``-`` is a table on the standard input.
        records: the open records; None if there are none.
        specimens: folder of the specimens of a letter's accounts; None takes the register's.

    Raises:
        MissingFileError: there is no such file.
        DataError: the file is neither, or is damaged.
        UsageError: a letter can't be compared with anything.
        MissingExtraError: the package that reads this kind of file is not installed.
    """
    if is_letter(path):
        return LetterItems(path, records=records, specimens=specimens)
    return ItemTable(path, register=records is not None)
