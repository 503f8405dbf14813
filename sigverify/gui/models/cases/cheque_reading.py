"""Reads account, cheque number and amount off a cheque, and uses those beyond doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.particulars import Particular, Source, agreed, merged, said_by_micr
from sigverify.imaging.reading.scans import Scan
from sigverify.micr.fields import fields_of
from sigverify.micr.reading import read_line


def with_particulars(case: Case, scan: Scan, *, turns: int, knows: Callable[[str], bool]) -> Case:
    """The case with what its cheque says of itself.

    The MICR line is read once. An account on which all sources agree is used if the register knows
    it and the case has no specimens of its own; an amount if the case has none.

    Args:
        case: the case.
        scan: the image of its cheque.
        turns: clockwise quarter turns that bring the image upright.
        knows: whether the register has an account of a number.
    """
    if case.micr is None:
        line = read_line(np.ascontiguousarray(np.rot90(scan.grey, -turns)))
        read = () if line is None else said_by_micr(fields_of(line))
        case = replace(
            case,
            micr="" if line is None else line.text,
            said=merged(case.said, read, source=Source.MICR),
        )
    amount, account = (agreed(case.said, what) for what in (Particular.AMOUNT, Particular.ACCOUNT))
    if amount and case.amount is None:
        case = replace(case, amount=float(amount))
    if account and not case.account and not case.specimens and knows(account):
        case = replace(case, account=account)
    return case
