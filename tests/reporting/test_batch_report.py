from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sigverify.batch.judging.work import THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, thumbnail
from sigverify.batch.output.journal import ChunkResult, Journal
from sigverify.batch.output.outcome import Summary
from sigverify.errors import DataError
from sigverify.gui.models.cases.batch_results import is_result_file, read_results
from sigverify.reporting import batch_report
from sigverify.reporting.batch_report import report_rows
from sigverify.terms import Decision
from tests.helpers.pictures import decode_grey
from tests.helpers.result_rows import published_page, row

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


def made_report(folder: Path, rows: list[dict[str, object]], *, inks: str = "") -> str:
    """Write a report of these rows, each with the same ink."""
    journal = Journal(folder / "r.csv", identity={}, resume=False)
    result = ChunkResult(
        index=0,
        rows=tuple(row(**changes) for changes in rows),
        milliseconds=(1.0,) * len(rows),
        inks={place: (inks, inks) for place in range(len(rows)) if inks},
        read=1,
    )
    journal.append(result)
    summary = Summary()
    summary.add(result)
    page = published_page(folder, journal=journal, summary=summary)
    return page.read_text(encoding="utf-8")


def data_of(page: str) -> dict[str, Any]:
    """The items of a page as its script reads them."""
    (found,) = re.findall(r'id="sigverify-items">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(found)
    return data


def test_it_holds_all_items_and_the_window_gets_the_worst_first(tmp_path: Path) -> None:
    page = made_report(
        tmp_path,
        [
            {"id": "good", "decision": "accept", "similarity": 0.9},
            {"id": "soso", "decision": "refer", "similarity": 0.5},
            {"id": "bad", "decision": "flag", "similarity": 0.2},
            {"id": "worse", "decision": "flag", "similarity": 0.1},
            {"id": "gone", "decision": "no-decision", "similarity": None, "error": "missing file"},
        ],
        inks=thumbnail(np.full((40, 100), 255, np.uint8)),
    )
    data = data_of(page)
    assert [item[data["columns"].index("id")] for item in data["items"]] == [
        "good", "soso", "bad", "worse", "gone",
    ]  # fmt: skip
    assert "missing file" in page
    assert [found["id"] for found in report_rows(tmp_path / "r.html")] == [
        "worse", "bad", "soso", "gone",
    ]  # fmt: skip


def test_nothing_in_an_item_becomes_part_of_the_page(tmp_path: Path) -> None:
    fields = {"id": EVIL, "account": EVIL, "questioned": f"/x/{EVIL}", "reasons": [EVIL]}
    page = made_report(tmp_path, [{"reference": [EVIL, "/x/\udcfc"], **fields}], inks="QUJD")
    assert page.count("<script") == page.count("</script>") == 3
    assert "<img" not in page
    assert report_rows(tmp_path / "r.html")[0]["id"] == EVIL
    # The policy allows only the page's own style and script, by their hashes; nothing is loaded.
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    policy = policy.replace("&#x27;", "'")
    assert "default-src 'none'" in policy
    for element, text in (("style", "<style>"), ("script", "<script>")):
        body = page[page.index(text) + len(text) :]
        body = body[: body.index(f"</{element}>")]
        digest = base64_sha256(body)
        assert f"{element}-src 'sha256-{digest}'" in policy
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert " style=" not in page


def base64_sha256(text: str) -> str:

    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_a_page_does_not_grow_without_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_report, "MAX_SHOWN", 2)
    many = [{"id": str(n), "decision": "flag", "similarity": n / 100} for n in range(9, -1, -1)]
    page = made_report(tmp_path, many)
    assert {found["id"] for found in report_rows(tmp_path / "r.html")} == {"8", "9"}
    assert "8 more items are in the results only" in page


def test_accepted_items_give_way_to_others_and_pictures_have_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_report, "MAX_SHOWN", 3)
    monkeypatch.setattr(batch_report, "MAX_INK_BYTES", 100)
    decisions = ["accept", "accept", "flag", "accept", "refer"]
    page = made_report(
        tmp_path,
        [{"id": str(n), "decision": one} for n, one in enumerate(decisions)],
        inks="Q" * 99,
    )
    data = data_of(page)
    assert [item[0] for item in data["items"]] == [1, 3, 5]
    assert 'id="inks-' not in page


def test_the_page_of_an_older_version_is_still_read(tmp_path: Path) -> None:
    old = '<script type="application/json" id="sigverify-items">[{"id": "7"}]</script>'
    (tmp_path / "old.html").write_text(old)
    assert report_rows(tmp_path / "old.html") == [{"id": "7"}]
    (tmp_path / "old.html").write_text(old.replace('[{"id": "7"}]', '{"items": []}'))
    with pytest.raises(DataError, match="not the report"):
        report_rows(tmp_path / "old.html")


def test_thumbnails_show_dark_ink_on_white_in_little_room() -> None:
    ink = np.zeros((300, 1200), np.uint8)
    ink[140:160, 100:1100] = 255
    picture = decode_grey(base64.b64decode(thumbnail(ink)))
    assert picture.shape[0] <= THUMBNAIL_HEIGHT
    assert picture.shape[1] == THUMBNAIL_WIDTH
    assert picture[0, 0] == 255
    assert picture[picture.shape[0] // 2, THUMBNAIL_WIDTH // 2] < 40
    assert thumbnail(np.zeros((0, 0), np.uint8)) == ""


def test_the_window_makes_a_work_list_of_it(tmp_path: Path) -> None:
    made_report(
        tmp_path,
        [
            {"id": "fine", "decision": "accept", "similarity": 0.9},
            {"id": "bad", "decision": "flag", "similarity": 0.2, "questioned": "/x/bad.tif"},
        ],
    )
    assert is_result_file(tmp_path / "r.html")
    (case,) = read_results(tmp_path / "r.html")
    assert (case.title, case.questioned, case.page) == ("bad", Path("/x/bad.tif"), 1)
    assert case.outcome is not None
    assert case.outcome.decision is Decision.FLAG


def test_another_file_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<html></html>")
    with pytest.raises(DataError, match="not the report"):
        report_rows(tmp_path / "x.html")
