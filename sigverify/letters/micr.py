"""Reads the fields of a MICR line as X9 records carry them.

A slash stands for the on-us symbol, a dash for the dash symbol, and an asterisk for a character
that the reader did not recognise (X9.100-187, data types NBSM and NBSMOS).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sigverify.letters.records import clean

_ON_US: Final = "/"
UNREAD: Final = "*"
# A number behind the account that is longer than this is no cheque's number.
_SERIAL_DIGITS: Final = 10


class MicrLine(NamedTuple):
    """A MICR line.

    Attributes:
        account: the account, without blanks; dashes are kept.
        serial: the cheque's number.
        text: all fields in their order on paper, separated by blanks.
    """

    account: str
    serial: str
    text: str


def read_micr(
    *, auxiliary: str, processing: str, routing: str, on_us: str, amount: str = ""
) -> MicrLine:
    """Return the account and the number of a cheque.

    The account is the part before the last on-us symbol. A cheque's number is in the auxiliary
    field (business cheques), or behind that symbol.

    Args:
        auxiliary: the auxiliary on-us field.
        processing: the external processing code.
        routing: the routing number with its check digit.
        on_us: the on-us field.
        amount: the amount as the record has it.
    """
    before, symbol, behind = clean(on_us).rpartition(_ON_US)
    if not symbol:
        before, behind = behind, ""
    parts = [part for part in before.split(_ON_US) if part.strip()]
    account = (parts[-1] if parts else "").replace(" ", "")
    serial = clean(auxiliary).replace(" ", "")
    behind = behind.replace(" ", "")
    if not serial and behind.isdigit() and len(behind) <= _SERIAL_DIGITS:
        serial = behind
    fields = (clean(field) for field in (auxiliary, processing, routing, on_us, amount))
    return MicrLine(account, serial, " ".join(field for field in fields if field))
