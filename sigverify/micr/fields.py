"""What a machine-readable line says: cheque number, sort code, account and amount.

A field is taken only from an order of symbols and digits that a clearing system uses, and only if
all its characters were read. Where the system has a check digit, it must hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from sigverify.micr.glyphs import AMOUNT, DASH, ON_US, TRANSIT
from sigverify.micr.reading import Font, MicrLine

_ABA_WEIGHTS: Final = (3, 7, 1) * 3
_AMOUNT: Final = re.compile(f"{AMOUNT}(\\d{{10,12}}){AMOUNT}?$")
_INDIAN: Final = re.compile(f"{ON_US}(\\d{{6}}){ON_US} +(\\d{{9}}){TRANSIT}(?= |$)")
_INDIAN_ACCOUNT: Final = re.compile(f"{TRANSIT} +(\\d{{6}}){ON_US} +\\d{{2}}(?= |$)")
_US: Final = re.compile(f"{TRANSIT}(\\d{{9}}){TRANSIT}")
_US_AUXILIARY: Final = re.compile(f"^{ON_US}(\\d{{3,12}}){ON_US} ")
_US_ON_US: Final = re.compile(f"{TRANSIT} *([\\d{DASH}]{{4,17}}){ON_US}(?: *(\\d{{3,6}}))?(?= |$)")
_UK: Final = re.compile(
    f"{ON_US}(\\d{{6}}){ON_US} +(\\d{{2}}){DASH}?(\\d{{4}}){TRANSIT} +(\\d{{8}}){ON_US}"
)
_BRAZILIAN: Final = re.compile(r"^[①-⑤]?(\d{8})[①-⑤] ?(\d{10})[①-⑤] ?(\d{12})[①-⑤]?$")
_FRENCH: Final = re.compile(r"^[①-⑤]?(\d{7})[①-⑤] ?(\d{12})[①-⑤] ?(\d{12})[①-⑤]?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrFields:
    """The fields of a line; those that were not read surely, or are not there, are None.

    Attributes:
        cheque_number: as printed, with leading zeros.
        sort_code: the bank and branch.
        account: the whole account number.
        account_id: the short identifier of an Indian leaf, which is not the account number.
        amount_cents: the amount in hundredths, where the bank has encoded it.
    """

    cheque_number: str | None = None
    sort_code: str | None = None
    account: str | None = None
    account_id: str | None = None
    amount_cents: int | None = None

    @property
    def empty(self) -> bool:
        """Whether no field was read."""
        return self == MicrFields()


def fields_of(line: MicrLine) -> MicrFields:
    """The fields of a line as read."""
    if line.font is Font.CMC7:
        return _cmc7_fields(line.text)
    fields = _us_fields(line.text) or _uk_fields(line.text) or _indian_fields(line.text)
    amount = _AMOUNT.search(line.text)
    if amount is None or fields is None:
        return fields or MicrFields()
    return replace(fields, amount_cents=int(amount.group(1)))


def aba_check_holds(routing: str) -> bool:
    """Whether nine digits are a routing number: their weighted sum is a multiple of ten."""
    total = sum(weight * int(digit) for weight, digit in zip(_ABA_WEIGHTS, routing, strict=True))
    return total % 10 == 0


def _indian_fields(text: str) -> MicrFields | None:
    found = _INDIAN.search(text)
    if found is None:
        return None
    account = _INDIAN_ACCOUNT.search(text)
    return MicrFields(
        cheque_number=found.group(1),
        sort_code=found.group(2),
        account_id=account.group(1) if account else None,
    )


def _us_fields(text: str) -> MicrFields | None:
    routing = _US.search(text)
    if routing is None or not aba_check_holds(routing.group(1)):
        return None
    on_us, auxiliary = _US_ON_US.search(text, routing.end() - 1), _US_AUXILIARY.search(text)
    number = auxiliary.group(1) if auxiliary else None
    if number is None and on_us is not None:
        number = on_us.group(2)
    return MicrFields(
        cheque_number=number,
        sort_code=routing.group(1),
        account=on_us.group(1).replace(DASH, "") if on_us else None,
    )


def _uk_fields(text: str) -> MicrFields | None:
    found = _UK.search(text)
    if found is None:
        return None
    return MicrFields(
        cheque_number=found.group(1),
        sort_code=found.group(2) + found.group(3),
        account=found.group(4),
    )


def _cmc7_fields(text: str) -> MicrFields:
    brazilian = _BRAZILIAN.match(text)
    if brazilian is not None:
        return _brazilian_fields(*brazilian.groups())
    french = _FRENCH.match(text)
    if french is None:
        return MicrFields()
    return MicrFields(cheque_number=french.group(1), sort_code=french.group(2))


def _brazilian_fields(bank: str, cheque: str, account: str) -> MicrFields:
    """Three groups, of which each has its check digit within another (FEBRABAN)."""
    checks = (
        (bank[:7], account[0]),
        (cheque, bank[7]),
        (account[1:11], account[11]),
    )
    if any(_modulus_10(digits) != int(check) for digits, check in checks):
        return MicrFields()
    return MicrFields(cheque_number=cheque[3:9], sort_code=bank[:7], account=account[1:11])


def _modulus_10(digits: str) -> int:
    """The check digit of weights 2 and 1 from the right, with the digits of products added."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 - place % 2)
        total += product // 10 + product % 10
    return -total % 10
