"""A letter verified against a register, killed twice on the way: the same results, and its report.

Small here; `tests/benchmarks/letters.py` prints the figures of a letter of any size.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from sigverify.gui.models.cases.batch_results import read_results
from tests.helpers.browser import CHROMIUM, Browser
from tests.helpers.letter_runs import Night, verify_night

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's package chromium")

SMALL, LARGE = 300, 30_000
SIZES = {
    SMALL: {"accounts": 3, "variations": 1, "workers": 1},
    LARGE: {"accounts": 20, "variations": 3, "workers": 2},
}


@pytest.fixture(
    scope="module",
    params=[SMALL, pytest.param(LARGE, marks=pytest.mark.slow)],
    ids=["small", "a night's letter"],
)
def night(
    request: pytest.FixtureRequest, pristine_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Night:
    size: int = request.param
    folder = tmp_path_factory.mktemp("night")
    return verify_night(folder, items=size, model=pristine_model, **SIZES[size])


def size_of(night: Night) -> int:
    return LARGE if night.letter.stat().st_size > 10**7 else SMALL


def test_two_kills_change_no_byte_of_the_results(night: Night) -> None:
    assert night.kills == 2
    assert night.resumed.read_bytes() == night.whole.read_bytes()
    with night.resumed.open(encoding="utf-8-sig", newline="") as stream:
        kinds = [row["item_type"] for row in csv.DictReader(stream) if not row["error"]]
    assert len(kinds) == size_of(night)
    assert {"cheque", "return", "credit"} == set(kinds)


def test_memory_does_not_grow_with_the_letter(night: Night) -> None:
    """A small letter ends before the caches are full, so it only shows that memory is measured."""
    half = len(night.peaks) // 2
    before, after = max(night.peaks[:half]), max(night.peaks[half:])
    assert min(before, after) > 2**20
    if size_of(night) == LARGE:
        print("most MiB in each tenth:", [peak // 2**20 for peak in night.peaks])
        assert after < 1.25 * before


@needs_chromium
def test_a_browser_opens_the_report(night: Night) -> None:
    exceptions = len(read_results(night.report))
    with Browser() as browser:
        browser.open(night.report)
        assert browser.text_of("#count") == f"1 to 50 of {exceptions} items"
        assert browser.run("document.querySelectorAll('#rows img').length") > 0
        assert browser.run("document.querySelector('#rows img').naturalWidth") > 0
        browser.run("document.querySelector('[data-show=all]').click()")
        assert browser.text_of("#count") == f"1 to 50 of {size_of(night)} items"
        browser.run("document.getElementById('last').click()")
        assert browser.text_of("#count").endswith(f" to {size_of(night)} of {size_of(night)} items")
        assert browser.choose("account", "1002") != "No item"
        accounts = "[...document.querySelectorAll('#rows tr')].map(r => r.cells[2].textContent)"
        assert set(browser.run(accounts)) == {"1002"}
        assert browser.problems == []
