"""Policies for thresholds, as a bank writes them."""

from __future__ import annotations

import pytest

from sigverify.calibration.policy import parse_bands
from sigverify.errors import UsageError
from sigverify.scoring.thresholds.policies import FrrAtMost, SkilledFarAtMost


@pytest.mark.parametrize(
    "texts",
    [[], ["far-skilled=1% up to 10"], ["frr=1%", "frr=2%"], ["frr=1% up to 5"] * 2 + ["frr=1%"]],
)
def test_amounts_that_leave_a_gap_are_refused(texts: list[str]) -> None:
    with pytest.raises(UsageError, match="without an amount"):
        parse_bands(texts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "far",
        "far-skilled",
        "far-skilled=0",
        "frr=101%",
        "frr=x",
        "frr=1% up to nothing",
        "least-cost:loss=1",
        "least-cost:loss=0,minutes=1,minute-cost=1,forgery-rate=1%",
    ],
)
def test_invalid_policies_are_refused_with_help(text: str) -> None:
    with pytest.raises(UsageError, match="equal-error, far-skilled=1%") as raised:
        parse_bands([text])
    assert "far-skilled" in raised.value.remedy


def test_policies_are_read_as_they_are_written() -> None:
    (band,) = parse_bands(["far-skilled=0.5%"])
    assert band.policy == SkilledFarAtMost(0.005)
    (band,) = parse_bands(["frr=0.02"])
    assert band.policy == FrrAtMost(0.02)
