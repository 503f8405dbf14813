"""Judging by a mandate that is given as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sigverify.records.mandates.judging import MandateJudgement, judge
from sigverify.records.mandates.text import read_mandate
from sigverify.terms import Decision

DAY = date(2026, 11, 22)


def judged(
    text: str,
    signed: str | Mapping[str, Decision],
    amount: str | None,
    *,
    day: date = DAY,
) -> MandateJudgement:
    """Judge by a mandate's text; names in one string are separated by commas, ``?`` is REFER."""
    if isinstance(signed, str):
        signed = {
            name.strip(" ?"): Decision.REFER if name.endswith("?") else Decision.ACCEPT
            for name in signed.split(",")
            if name
        }
    return judge(
        [read_mandate(text)],
        signed,
        amount=None if amount is None else Decimal(amount),
        day=day,
    )
