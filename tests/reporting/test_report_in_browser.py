"""The report of 30,000 items in a real browser: pages, filters, order, export, light and dark."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sigverify.batch.judging.work import thumbnail
from sigverify.batch.output.journal import ChunkResult, Journal
from sigverify.batch.output.outcome import Summary
from sigverify.gui.models.cases.batch_results import read_results
from tests.helpers.browser import CHROMIUM, Browser
from tests.helpers.result_rows import published_page, row

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's package chromium")

ITEMS = 30_000
CHUNK = 64
EVIL = "=1+1<img src=x onerror=alert(1)>"


def made_row(number: int) -> dict[str, object]:
    kind = ("flag", "refer", "no-decision")[number // 10 % 3] if number % 10 == 7 else "accept"
    return {
        "id": EVIL if number == 17 else f"item {number}",
        "questioned": f"/night/{number}.tif",
        "page": 1,
        "account": f"{number % 500:06d}",
        "amount": f"{number},50" if number < 1000 else str(number),
        "similarity": None if kind == "no-decision" else number / ITEMS,
        "evidence": "" if kind == "no-decision" else "evidence-none",
        "decision": kind,
        "reasons": [] if kind == "accept" else [f"made-up reason {number % 4}"],
        "reason_codes": [],
        "quality": [],
        "error": "missing file" if kind == "no-decision" and number % 20 == 7 else "",
    }


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    ink = np.zeros((60, 200), np.uint8)
    ink[20:40, 10:190] = 255
    picture = thumbnail(ink)
    journal = Journal(folder / "r.csv", identity={}, resume=False)
    summary = Summary()
    for index in range(-(-ITEMS // CHUNK)):
        numbers = range(index * CHUNK + 1, min(ITEMS, (index + 1) * CHUNK) + 1)
        rows = tuple(row(**made_row(number)) for number in numbers)
        shown = (place for place, one in enumerate(rows) if one.decision in ("flag", "refer"))
        result = ChunkResult(
            index=index,
            rows=rows,
            milliseconds=(1.0,) * len(rows),
            inks={place: (picture, picture) for place in shown},
            read=0,
        )
        journal.append(result)
        summary.add(result)
    return published_page(folder, journal=journal, summary=summary)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as started:
        yield started


def test_the_exceptions_are_shown_page_by_page(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.text_of("#count") == "1 to 50 of 3000 items"
    assert browser.run("document.querySelectorAll('tbody#rows tr').length") == 50
    assert browser.run("document.querySelectorAll('#rows img').length") == 100
    assert browser.run("document.querySelector('#rows img').naturalWidth") > 0
    assert browser.text_of("#rows tr td.word") == "Flagged"
    assert browser.text_of("#rows td.similarity .quiet") == "no evidence either way"
    browser.run("document.getElementById('last').click()")
    assert browser.text_of("#count") == "2951 to 3000 of 3000 items"
    assert browser.run("document.getElementById('on').disabled")
    browser.run("document.querySelector('th[data-order=number] button').click()")
    assert browser.text_of("#rows td.number") == "7"
    browser.run("document.querySelector('th[data-order=number] button').click()")
    assert browser.text_of("#rows td.number") == "29997"
    assert browser.run("document.querySelector('th[data-order=number]').ariaSort") == "descending"


def test_the_filters_and_the_address_agree(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.choose("show", "flag") == "1 to 50 of 1000 items"
    assert browser.choose("why", "made-up reason 1") == "1 to 50 of 500 items"
    assert browser.choose("account", "17") != "1 to 50 of 500 items"
    browser.choose("account", "")
    browser.choose("least", "100")
    assert browser.choose("most", "1000.5") == "1 to 15 of 15 items"
    assert browser.run("location.hash") == ("#show=flag&why=made-up+reason+1&least=100&most=1000.5")
    browser.open(page, choices="#show=flag&why=made-up+reason+1&least=100&most=1000.5")
    assert browser.text_of("#count") == "1 to 15 of 15 items"
    assert browser.run("document.getElementById('by-show').value") == "flag"
    browser.run("document.getElementById('clear').click()")
    assert browser.text_of("#count") == "1 to 50 of 3000 items"
    browser.run("document.querySelector('[data-show=all]').click()")
    assert browser.text_of("#count") == "1 to 50 of 30000 items"
    assert browser.choose("id", "no such item") == "No item"


def test_the_exported_exceptions_are_a_work_list(
    browser: Browser, page: Path, tmp_path: Path
) -> None:
    browser.open(page, choices="#order=number")
    text = browser.run(
        "(() => {let saved; Blob = class {constructor(parts) {saved = parts.join('');}};"
        "URL.createObjectURL = () => 'blob:x'; URL.revokeObjectURL = () => {};"
        "HTMLAnchorElement.prototype.click = () => {};"
        "document.getElementById('export').click(); return saved;})()"
    )
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(found) == 3000
    assert found[1]["id"] == f"'{EVIL}", "no formula in a spreadsheet"
    (tmp_path / "e.csv").write_text(text, encoding="utf-8", newline="")
    cases = read_results(tmp_path / "e.csv")
    by_window = {case.questioned: case for case in read_results(page)}
    assert len(cases) == len(by_window) == 3000
    for case in cases[:200]:
        other = by_window[case.questioned]
        assert (case.outcome, case.amount, case.box) == (other.outcome, other.amount, other.box)


def test_nothing_is_loaded_and_nothing_is_refused(browser: Browser, page: Path) -> None:
    browser.problems.clear()
    browser.open(page, choices="#id=item+1")
    browser.open(page, choices="#order=number&page=1")
    assert browser.text_of("#rows tr:nth-child(2) td:nth-child(2)") == EVIL
    light, dark = browser.picture(dark=False), browser.picture(dark=True)
    assert light != dark
    assert browser.problems == []


def test_no_screen_is_too_narrow_for_the_page(browser: Browser, page: Path) -> None:
    browser.open(page)
    try:
        for width in (1920, 1280, 1024, 800, 600, 400):
            browser.resize(width=width, height=700)
            assert browser.run("document.documentElement.scrollWidth <= innerWidth"), width
            last = "document.querySelector('#rows td:last-child').getBoundingClientRect()"
            assert browser.run(f"{last}.right <= innerWidth && {last}.width >= 100"), width
    finally:
        browser.resize(width=1280, height=900)
