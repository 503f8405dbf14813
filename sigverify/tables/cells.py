"""Values of typed tables (Excel, Parquet) as the text that a person would have typed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

# Excel keeps 15 digits of a number; longer account numbers have lost their last ones.
MOST_DIGITS: Final = 15
# A number format of zeros only, such as 00000000, shows leading zeros.
_ZEROS: Final = re.compile(r"0{2,20}")
LIST_SEPARATOR: Final = ";"


class UnusableCell(str):
    """A cell without a usable value; the text says what it holds."""

    __slots__ = ()


def cell_text(
    value: Any,  # noqa: ANN401 - any cell
    *,
    number_format: str = "",
) -> str:
    """Return a value as text, or an `UnusableCell`.

    Args:
        value: the value; None is empty.
        number_format: how Excel shows it; empty for a value that is not from a workbook.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value, number_format=number_format)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return UnusableCell("holds bytes, no text")
        case Sequence():
            return LIST_SEPARATOR.join(cell_text(one) for one in value)
        case _:
            return str(value)


def _number(value: float, *, number_format: str) -> str:
    if not math.isfinite(value):
        return UnusableCell("holds no number")
    if abs(value) >= 10**MOST_DIGITS and (number_format or isinstance(value, float)):
        return UnusableCell(
            f"holds a number with more than {MOST_DIGITS} digits, of which the last ones are lost; "
            "format the column as text"
        )
    text = str(int(value)) if value == int(value) else repr(value)
    return text.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else text
