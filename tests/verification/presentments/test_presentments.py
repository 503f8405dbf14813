"""The same ink is found again: by `verify`, within a batch, and until the records forget it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.cli.app import run as run_command
from sigverify.errors import ExitCode
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.ink_code import ink_code
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.registration import CANVAS, InkLines, lines_on_canvas
from sigverify.records.audit.check import check_trail
from sigverify.records.opening import OpenRecords, create_configured, open_needed
from sigverify.records.retention import purge
from sigverify.terms import Decision
from sigverify.verification.presentments.checking import Presentments
from sigverify.verification.presentments.entries import (
    Origin,
    SeenInk,
    decoded,
    encoded,
    seen_ink,
)
from sigverify.verification.presentments.index import CANDIDATES, InkIndex
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.rescans import rescan
from tests.helpers.scribbles import scribble

CODES = {"presented-before", "same-ink-as-item", "same-ink-other-account"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records, six signatures of a hand, and a re-scanned copy of number 3."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    create_configured(key_file=tmp_path / "key")
    for number in range(6):
        draw(tmp_path / f"{number}.png", scribble(seed=1, variation=number))
    copy = rescan(scribble(seed=1, variation=3), np.random.default_rng(1))
    draw(tmp_path / "again.png", copy)
    return tmp_path


def draw(path: Path, grey: object) -> None:
    path.write_bytes(cv2.imencode(".png", np.asarray(grey, np.uint8))[1].tobytes())


@pytest.fixture
def records(folder: Path) -> Iterator[OpenRecords]:
    opened = open_needed()
    with closing(opened.records):
        yield opened


def verify(
    folder: Path, name: str, model: Path, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    words = ["verify", str(folder / name), "--json", "--model", str(model)]
    capsys.readouterr()
    assert run_command([*words, "-r", str(folder / "0.png"), "-r", str(folder / "1.png")]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def codes(result: dict[str, Any]) -> set[str]:
    return CODES & {one["code"] for one in result["reason_codes"]}


def test_a_rescanned_item_is_referred_and_named(
    folder: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = verify(folder, "3.png", pristine_model, capsys)
    assert not codes(first)
    again = verify(folder, "again.png", pristine_model, capsys)
    assert codes(again) == {"presented-before", "same-ink-as-item"}
    assert again["decision"] in ("refer", "flag")
    told = again["reason_codes"][1]["parameters"]
    assert told == {"item": "3.png", "day": datetime.now(UTC).date().isoformat()}
    assert "its ink is that of 3.png" in again["reasons"][1]


def test_other_signatures_of_the_hand_and_the_item_itself_are_not(
    folder: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("3.png", "4.png", "5.png", "3.png"):
        assert not codes(verify(folder, name, pristine_model, capsys))


def test_a_specimen_of_an_earlier_item_is_found_on_another(
    folder: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verify(folder, "3.png", pristine_model, capsys)
    stolen = rescan(scribble(seed=1, variation=1), np.random.default_rng(2))
    draw(folder / "stolen.png", stolen)
    words = ["verify", str(folder / "stolen.png"), "--json", "--model", str(pristine_model)]
    capsys.readouterr()
    assert run_command([*words, "-r", str(folder / "4.png")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert codes(found) == {"presented-before", "same-ink-as-item"}
    assert found["reason_codes"][1]["parameters"]["item"] == "1.png"


def test_a_purge_forgets_an_ink_and_leaves_the_trail_whole(
    folder: Path,
    records: OpenRecords,
    pristine_model: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    presentments = Presentments(records.records)
    verify(folder, "3.png", pristine_model, capsys)
    assert len(presentments.refreshed()) == 3
    with records.records.writing() as connection:
        soon = datetime.now(UTC) + timedelta(seconds=1)
        purge(connection, trail=records.records.audit, person=records.person, before=soon)
    assert len(presentments.refreshed()) == 0
    assert not codes(verify(folder, "again.png", pristine_model, capsys))
    assert len(presentments.refreshed()) == 3
    with records.records.reading() as connection:
        assert check_trail(connection, trail=records.records.audit).whole


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_batch_finds_its_own_items_and_those_before(
    folder: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str], workers: str
) -> None:
    verify(folder, "4.png", pristine_model, capsys)
    draw(folder / "old.png", rescan(scribble(seed=1, variation=4), np.random.default_rng(5)))
    table, results = folder / "items.csv", folder / "results.jsonl"
    rows = [("a", "3.png"), ("b", "again.png"), ("c", "old.png"), ("d", "5.png"), ("e", "3.png")]
    with table.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("id", "questioned", "reference"))
        lines.writerows((name, file, "0.png;1.png") for name, file in rows)
    words = ["batch", str(table), "-o", str(results), "--model", str(pristine_model)]
    assert run_command([*words, "--workers", workers]) == ExitCode.OK
    found = [json.loads(line) for line in results.read_text().splitlines()]
    assert [bool(codes(row)) for row in found] == [False, True, True, False, True]
    items = [row["reason_codes"][1]["parameters"]["item"] for row in found if codes(row)]
    assert items == ["a", "4.png", "b"]
    assert {row["decision"] for row in found if codes(row)} <= {"refer", "flag"}
    with closing(open_needed().records) as opened:
        assert len(Presentments(opened).refreshed()) == 3 + len(rows)


def prepared(grey: object, path: Path, verifier: Verifier) -> PreparedSignature:
    draw(path, grey)
    return verifier.prepare(path)


def test_another_account_makes_it_a_suspected_forgery(
    pristine_model: Path, tmp_path: Path, folder: Path, records: OpenRecords
) -> None:
    verifier = Verifier(pristine_model)
    first = prepared(scribble(seed=2, variation=1), tmp_path / "x.png", verifier)
    copy = prepared(
        rescan(scribble(seed=2, variation=1), np.random.default_rng(4)),
        tmp_path / "y.png",
        verifier,
    )
    specimen = prepared(scribble(seed=2, variation=2), tmp_path / "z.png", verifier)
    presentments = Presentments(records.records)
    index = presentments.refreshed()
    ink = seen_ink(first, account="11")
    assert ink is not None
    index.add(ink, at="2026-11-22T08:15:30.123456Z")
    result = verifier.verify(copy, [specimen])
    same = presentments.checked(result, account="11").result
    assert same.decision in (Decision.REFER, result.decision)
    other = presentments.checked(result, account="12").result
    assert other.decision is Decision.FLAG
    assert other.reasons[1].code.value == "same-ink-other-account"
    assert other.reasons[1].parameters["account"] == "11"
    # The case that the clerk reopens is not its own duplicate.
    own = seen_ink(first, account="12", case_id="c1")
    assert own is not None
    index = presentments.refreshed()
    assert index.find(own, lines=first.lines) is None


def test_an_attachment_keeps_origins_and_codes() -> None:
    rng = np.random.default_rng(0)
    inks = [
        SeenInk(origin=Origin(item=f"é{n}", path="p", sha256="s", specimen=bool(n)), code=code)
        for n, code in enumerate([_random_code(rng), _random_code(rng)])
    ]
    back = decoded(encoded(inks))
    assert [one.origin for one in back] == [one.origin for one in inks]
    assert [one.code.line for one in back] == [one.code.line for one in inks]
    assert all((a.code.vector == b.code.vector).all() for a, b in zip(back, inks, strict=True))
    with pytest.raises(ValueError, match="list of inks"):
        decoded(b"\x02\x00\x00\x0012")


def _random_code(rng: np.random.Generator) -> Any:  # noqa: ANN401
    from sigverify.imaging.ink_code import VECTOR_LENGTH, InkCode

    vector = rng.integers(0, 200, VECTOR_LENGTH).astype(np.uint8)
    return InkCode(vector=vector, line=rng.bytes(int(rng.integers(5, 90))))


def test_candidates_are_the_nearest_of_very_many() -> None:
    rng = np.random.default_rng(1)
    index, inks = InkIndex(), [_random_code(rng) for _ in range(5000)]
    for number, code in enumerate(inks):
        index.add(SeenInk(origin=Origin(str(number), "", ""), code=code), at="")
    vectors = np.stack([code.vector for code in inks]).astype(np.int64)
    asked = [inks[17].vector, inks[4999].vector]
    found = index.nearest(asked)
    for vector, numbers in zip(asked, found, strict=True):
        best = np.argsort(-(vectors @ vector))[:CANDIDATES]
        assert set(numbers.tolist()) == set(best.tolist())
    assert set(index.nearest(asked, first=4995)[0].tolist()) == set(range(4995, 5000))


def ink_of(grey: NDArray[np.uint8], *, name: str) -> tuple[SeenInk, InkLines]:
    lines = lines_on_canvas(normalize_ink(clean_crop(grey), CANVAS))
    return SeenInk(origin=Origin(name, name, name), code=ink_code(lines)), lines


def test_an_ink_is_found_although_a_line_beside_it_shifts_its_frame() -> None:
    index = InkIndex()
    for hand in range(1, 30):
        ink, _ = ink_of(scribble(seed=hand), name=f"hand {hand}")
        index.add(ink, at="")
    ruled = np.full((190, 420), 255, np.uint8)
    ruled[:150] = scribble(seed=7)
    ruled[170:173, 100:400] = 0
    asked, lines = ink_of(ruled, name="ruled")
    found = index.find(asked, lines=lines)
    assert found is not None
    assert found.origin.item == "hand 7"


def test_the_same_file_again_is_found_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter may hold one image many times; the first of the nearest is named."""

    def search(*_: object, **__: object) -> None:
        raise AssertionError("registered")

    index = InkIndex()
    ink, lines = ink_of(scribble(seed=1), name="x")

    def presented(item: str, *, sha256: str) -> SeenInk:
        return SeenInk(origin=Origin(item, f"path of {item}", sha256), code=ink.code)

    for number in range(3):
        index.add(presented(str(number), sha256="a"), at="")
    again, scanned_anew = presented("again", sha256="a"), presented("anew", sha256="b")
    assert index.find(scanned_anew, lines=lines) is not None
    monkeypatch.setattr("sigverify.verification.presentments.index.register", search)
    found = index.find(again, lines=lines)
    assert found is not None
    assert found.origin.item == "0"
    with pytest.raises(AssertionError, match="registered"):
        index.find(scanned_anew, lines=lines)
