"""Patterns of image names: plain, checked, and quick whatever they are."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sigverify.image_names import NamePatternError, check_pattern, read_name
from sigverify.settings import Settings


@pytest.mark.parametrize(
    ("pattern", "stem", "parts"),
    [
        ("{account}-{cheque}", "A77-000123", {"account": "A77", "cheque": "000123"}),
        ("{any}_{cheque}.front", "x_y_12.front", {"cheque": "12"}),
        ("chq {cheque} {amount}", "chq 5 1200.50", {"cheque": "5", "amount": "1200.50"}),
        ("{cheque}", "000123b", {}),
        ("a.c{cheque}", "abc7", {}),
        ("(a+)+{cheque}", "(a+)+7", {"cheque": "7"}),
    ],
)
def test_a_pattern_is_plain_text_with_parts(pattern: str, stem: str, parts: dict[str, str]) -> None:
    assert dict(read_name(pattern, stem)) == parts


@pytest.mark.parametrize(
    "pattern",
    [
        "{any}",
        "front",
        "{number}",
        "{account}{cheque}",
        "{cheque}_{cheque}",
        "{cheque}_{any}_{any}",
        "{cheque",
        "cheque}{account}",
        "{account}" + 120 * "x",
    ],
)
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(NamePatternError):
        check_pattern(pattern)
    with pytest.raises(ValidationError):
        Settings(name_pattern=pattern)


def test_a_long_name_that_nearly_fits_is_answered() -> None:
    # 255 characters that fit all parts nearly: the worst case for a backtracking match.
    assert read_name("{any}1{account}1{cheque}1{amount}x", 255 * "1") == {}
