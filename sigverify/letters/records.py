"""The tables of X9 records: types, lengths, and the places of the fields that are read.

The places are those of the sources that decision 0020 lists; DSTU X9.37 and X9.100-187 agree on
them. A record is told by its first two characters.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, Literal, NamedTuple

RECORD_BYTES: Final = 80
# The part of record 52 before its image: fixed fields, then three lengths and two of their fields.
IMAGE_HEAD_BYTES: Final = 105
MAX_RECORD_BYTES: Final = 117 + 9_999 + 99_999 + 9_999_999
HEAD_BYTES: Final = 128


class Encoding(StrEnum):
    """The code of a letter's text, as Python names it."""

    ASCII = "latin-1"
    EBCDIC = "cp037"


class Prefix(StrEnum):
    """The four bytes before each record that hold its length."""

    BIG = "big"
    LITTLE = "little"
    NONE = ""

    @property
    def order(self) -> Literal["little", "big"]:
        """The order of the bytes of the length."""
        return "little" if self is Prefix.LITTLE else "big"


class Layout(NamedTuple):
    """How a letter is written."""

    prefix: Prefix
    encoding: Encoding

    @property
    def prefix_bytes(self) -> int:
        """Number of bytes before each record."""
        return 4 if self.prefix else 0


KNOWN: Final = (
    "01", "10", "20", "25", "26", "27", "28", "31", "32", "33", "34", "35", "40", "41", "50", "52",
    "54", "61", "62", "68", "70", "75", "85", "90", "99",
)  # fmt: skip
# Records at which reading may begin again after damage.
RESTARTS: Final = ("01", "10", "20", "25", "31", "50", "61", "62", "70", "85", "90", "99")


# Where a field begins and ends, counted from 0, the end exclusive.
class ItemPlaces(NamedTuple):
    """The places of an item's fields in its record."""

    sequence: slice
    auxiliary: slice
    processing: slice
    routing: slice
    on_us: slice
    amount: slice


CHEQUE_25: Final = ItemPlaces(
    sequence=slice(57, 72),
    auxiliary=slice(2, 17),
    processing=slice(17, 18),
    routing=slice(18, 27),
    on_us=slice(27, 47),
    amount=slice(47, 57),
)
CHEQUE_MICR_VALID: Final = slice(74, 75)
RETURN_31: Final = ItemPlaces(
    sequence=slice(53, 68),
    auxiliary=slice(0, 0),
    processing=slice(68, 69),
    routing=slice(2, 11),
    on_us=slice(11, 31),
    amount=slice(31, 41),
)
RETURN_AUXILIARY: Final = slice(20, 35)  # in record 33
CREDIT_61: Final = CHEQUE_25
# Another record 61 has a usage indicator before the other fields.
CREDIT_61_WITH_INDICATOR: Final = ItemPlaces(
    *(slice(place.start + 1, place.stop + 1) for place in CREDIT_61)
)
CREDIT_62: Final = CREDIT_61._replace(amount=slice(47, 61), sequence=slice(61, 76))

VIEW_PRESENT: Final = slice(2, 3)
VIEW_FORMAT: Final = slice(20, 22)
VIEW_COMPRESSION: Final = slice(22, 24)
VIEW_SIDE: Final = slice(31, 32)
VIEW_DESCRIPTOR: Final = slice(32, 34)

IMAGE_SEQUENCE: Final = slice(21, 36)
IMAGE_CLIPPING: Final = slice(84, 85)
IMAGE_KEY_LENGTH: Final = slice(101, 105)

BUNDLE_ITEMS: Final = slice(2, 6)
BUNDLE_AMOUNT: Final = slice(6, 18)
BUNDLE_VALID_AMOUNT: Final = slice(18, 30)
BUNDLE_IMAGES: Final = slice(30, 35)

ROUTING_NUMBER: Final = slice(2, 11)
ROUTING_AMOUNT: Final = slice(11, 25)
ROUTING_ITEMS: Final = slice(25, 31)

LETTER_BUNDLES: Final = slice(2, 8)
LETTER_ITEMS: Final = slice(8, 16)
LETTER_AMOUNT: Final = slice(16, 30)
LETTER_IMAGES: Final = slice(30, 39)

FILE_LETTERS: Final = slice(2, 8)
FILE_RECORDS: Final = slice(8, 16)
FILE_ITEMS: Final = slice(16, 24)
FILE_AMOUNT: Final = slice(24, 40)

REFERENCE_KEY_LENGTH: Final = slice(18, 22)  # in records 27 and 34
USER_DATA_LENGTH: Final = slice(38, 45)  # in record 68

# The beginning of the first record: standard level, test or production, two routing numbers.
FILE_HEADER: Final = re.compile(r"01[0-9]{2}[TP][0-9 ]{18}[0-9 ]{8}")
# A record of a known type whose fields look right; for letters without record lengths, in which
# two digits alone prove little.
SURE: Final = re.compile(
    r"01[0-9]{2}[TP][0-9 ]{18}[0-9]{8}"
    r"|(?:10|20)[0-9 ]{2}[0-9 ]{18}[0-9]{8}"
    r"|25[0-9 *-]{15}.[0-9 *-]{9}[0-9 */-]{20}[0-9]{10}[0-9 ]{15}"
    r"|31[0-9 *-]{9}[0-9 */-]{20}[0-9]{10}"
    r"|50[0123][0-9 ]{9}[0-9 ]{8}[0-9 ]{4}[0-9 ]{7}[01][0-9 ]{2}[0-9 ]"
    r"|61[0-9 *-]{15,16}.[0-9 ]{9}[0-9 */-]{20}[0-9]{10}"
    r"|62[0-9 *-]{15}.[0-9 ]{9}[0-9 */-]{20}[0-9]{14}"
    r"|70[0-9]{16}[0-9 ]{17}"
    r"|85[0-9 ]{9}[0-9]{20}"
    r"|90[0-9]{28}[0-9 ]{9}"
    r"|99[0-9]{38}"
)
_CODED: Final = {encoding: tuple(kind.encode(encoding) for kind in KNOWN) for encoding in Encoding}


def known_type(data: bytes, *, encoding: Encoding) -> str | None:
    """Return the type that two bytes name; None if there is no such record."""
    return data.decode(encoding) if data in _CODED[encoding] else None


def number(text: str) -> int | None:
    """Return the number in a field; None if it holds anything but digits and blanks around them."""
    digits = text.strip(" ")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def clean(text: str) -> str:
    """Return a field without blanks around it, each byte that is no printable ASCII as '?'."""
    text = text.strip(" ")
    if text.isascii() and text.isprintable():
        return text
    return "".join(mark if mark.isascii() and mark.isprintable() else "?" for mark in text)
