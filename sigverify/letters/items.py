"""What a letter holds: its items, and the places of their images in the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

# No image of a cheque is larger; X9 lengths end at 9,999,999 bytes.
MAX_IMAGE_BYTES: Final = 16 * 2**20


class ItemKind(StrEnum):
    """What an item of a letter is."""

    CHEQUE = "cheque"
    RETURN = "return"
    CREDIT = "credit"
    LOOSE_IMAGE = "image"
    DAMAGE = "damage"
    TOTALS = "totals"


class ImageView(NamedTuple):
    """The place of one image inside a file.

    Attributes:
        path: the file.
        offset: the first byte, counted from 0.
        length: number of bytes.
        format: TIFF, JPEG or PNG, by the image's first bytes.
    """

    path: str
    offset: int
    length: int
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem:
    """One item of a letter, or what is wrong at one place of it.

    Attributes:
        kind: what it is.
        offset: where it begins in the letter, in bytes.
        sequence: the sequence number that the bank which made the letter gave it.
        account: the account on the MICR line, without blanks.
        routing: the routing number of the paying bank.
        serial: the cheque's number.
        amount: in hundredths of the currency; None if unknown.
        micr_line: the fields of the MICR line in their order on paper, separated by blanks.
        front: the image of the front; None if there is none that can be used.
        back: the image of the back.
        fault: why the item can't be judged, as a sentence without its full stop; None if it can.
    """

    kind: ItemKind
    offset: int
    sequence: str = ""
    account: str = ""
    routing: str = ""
    serial: str = ""
    amount: int | None = None
    micr_line: str = ""
    front: ImageView | None = None
    back: ImageView | None = None
    fault: str | None = None


class Notes:
    """Oddities of a letter that do not stop its reading; bounded in number."""

    MOST: Final = 100

    def __init__(self) -> None:
        """Start without notes."""
        self.texts: list[str] = []
        self.count = 0

    def add(self, text: str) -> None:
        """Keep a note, or only count it if there are many."""
        self.count += 1
        if len(self.texts) < self.MOST:
            self.texts.append(text)


def written_amount(hundredths: int) -> str:
    """Write an amount as tables of items do: ``1234`` is ``12.34``."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
