"""The items of a batch from a letter of cheques; its images are read where they lie."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sigverify.batch.input.folders import specimens_by_account
from sigverify.batch.input.items import (
    REFERENCE_BESIDE_ACCOUNT,
    BatchItem,
    ChequeFields,
    PicturePart,
)
from sigverify.files import part_of_file
from sigverify.letters.items import ItemKind, LetterItem, written_amount
from sigverify.letters.reading import Letter

if TYPE_CHECKING:
    from sigverify.records.database import Records

NO_ACCOUNT: Final = "the letter names no account for this cheque"
_VERIFIED: Final = frozenset({ItemKind.CHEQUE, ItemKind.RETURN})
_NO_DIGITS: Final = re.compile(r"[0 ]*")


class LetterItems:
    """The items of a letter, for each cheque its account, amount and the image of its front.

    Attributes:
        letter: the letter.
        name: its absolute path.
        description: its format in words.
    """

    def __init__(
        self, path: Path, *, records: Records | None = None, specimens: Path | None = None
    ) -> None:
        """Recognise the letter.

        Args:
            path: the letter.
            records: the open records with the accounts; None if there are none.
            specimens: folder of specimens, matched by account; None asks the register.

        Raises:
            MissingFileError: one of the paths names nothing.
            UnreadableFileError: the letter can't be opened.
            DataError: the file is not a letter.
        """
        self.letter = Letter(path)
        self.name = str(self.letter.path)
        self.description = self.letter.format
        self._records = records
        self._specimens = None if specimens is None else specimens_by_account(specimens)
        self._folder = specimens

    @property
    def notes(self) -> list[str]:
        """Oddities of the letter from the last reading, bounded in number."""
        return self.letter.notes.texts

    def images_sha256(self) -> str:
        """Return the hash of the letter and of the files with its images, as they are now.

        Raises:
            UnreadableFileError: a file can't be read.
        """
        return self.letter.sha256()

    def __iter__(self) -> Iterator[BatchItem]:
        """Yield the items in the letter's order, with a fault where one can't be judged.

        Raises:
            UnreadableFileError: the letter can no longer be read.
        """
        known = self._account_finder()
        # The hash of a name takes less memory than the name.
        names: set[int] = set()
        for item in self.letter:
            name = item.sequence or f"byte {item.offset}"
            if hash(name) in names:
                name = f"{name} at byte {item.offset}"
            names.add(hash(name))
            yield self._item(item, name=name, account=known(item.account))

    def _item(self, item: LetterItem, *, name: str, account: str) -> BatchItem:
        fault, references = item.fault, tuple[PicturePart, ...]()
        if fault is None and item.kind in _VERIFIED:
            if _NO_DIGITS.fullmatch(account):
                fault = NO_ACCOUNT
            elif self._specimens is not None and self._records is not None:
                fault = REFERENCE_BESIDE_ACCOUNT
            elif self._specimens is not None:
                found = self._specimens.get(account, [])
                references = tuple(PicturePart(path=str(path)) for path in found)
                if not references:
                    fault = f"{self._folder} has no specimen of account {account}"
        front = item.front
        return BatchItem(
            id=name,
            questioned=None
            if front is None
            else PicturePart(part_of_file(front.path, offset=front.offset, length=front.length)),
            references=() if fault else references,
            account=account,
            amount="" if item.amount is None else written_amount(item.amount),
            fault=fault,
            cheque=ChequeFields(
                item_type=item.kind.value,
                sequence=item.sequence,
                serial=item.serial,
                routing=item.routing,
                micr_line=item.micr_line,
            ),
        )

    def _account_finder(self) -> Callable[[str], str]:
        """Return what spells an account as the register or the folder of specimens does.

        A MICR line has dashes where the form has them; registers often leave them out.
        """
        specimens, records = self._specimens, self._records
        if specimens is not None:

            def has(account: str) -> bool:
                return account in specimens

        elif records is not None:
            from sigverify.records.register.people import has_account

            def has(account: str) -> bool:
                with records.reading() as connection:
                    return has_account(connection, account)

        else:
            return lambda account: account

        def spelled(account: str) -> str:
            plain = account.replace("-", "")
            return plain if plain != account and not has(account) and has(plain) else account

        return spelled
