"""Batches of account cheques: the decisions of `sigverify verify --account`, and resumed runs."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import cv2
import pytest

from sigverify.batch.input.items import ItemTable
from sigverify.batch.output.files import BatchOutput
from sigverify.batch.output.outcome import Summary
from sigverify.batch.run import BatchSettings, run_batch
from sigverify.cli.app import run as run_command
from sigverify.errors import CancelledError, UsageError
from sigverify.imaging.reading.scans import read_scan
from sigverify.reasons import ReasonCode
from sigverify.records.opening import create_configured, open_needed
from sigverify.verification.register.cheques import signatures_on, verify_account
from sigverify.verification.register.specimens import RegisterSpecimens
from sigverify.verification.verifier import Verifier
from sigverify.wording import codes_of, reason_of, texts_of
from tests.helpers.scribbles import scribble

DAY = date(2030, 1, 2)
HANDS = {"A": 1, "B": 2, "C": 3}
Run = Callable[..., Summary]

pytestmark = pytest.mark.usefixtures("register")


def draw(path: Path, *, seed: int, variation: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", scribble(seed=seed, variation=variation))[1].tobytes())
    return path


@pytest.fixture
def register(pristine_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Create records with two accounts."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    create_configured(key_file=tmp_path / "key")
    for number, people in {"1": "AB", "2": "BC"}.items():
        for name in people:
            for variation in (1, 2, 3):
                draw(
                    tmp_path / "in" / number / name / f"{variation}.png",
                    seed=HANDS[name],
                    variation=variation,
                )
    model = ["--model", str(pristine_model)]
    assert run_command(["register", "import", str(tmp_path / "in"), *model]) == 0
    for number in "12":
        rules = "any one up to 10,000; B with C above"
        rules = rules.replace("C", "A") if number == "1" else rules
        assert run_command(["register", "mandate", number, rules]) == 0


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = [
        # questioned, account, amount, reference
        ("a.png", "1", "10,000", ""),
        ("a.png", "1", "10000.01", ""),
        ("b.png", "2", "5", ""),
        ("a.png", "2", "5", ""),
        ("b.png", "9", "5", ""),
        ("b.png", "1", "5", "in/1/B/1.png;in/1/B/2.png;in/1/B/3.png"),
        ("b.png", "1", "a lot", ""),
        ("none.png", "1", "5", ""),
        ("in/1/A/1.png", "1", "5", ""),
        ("b.png", "2", "1,00,000", ""),
    ]
    for name in "ab":
        draw(tmp_path / f"{name}.png", seed=HANDS[name.upper()], variation=7)
    with (tmp_path / "items.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([("questioned", "account", "amount", "reference"), *rows])
    return tmp_path / "items.csv"


@pytest.fixture
def run(
    table: Path, pristine_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    monkeypatch.setattr("sigverify.batch.plan.CHUNK_ITEMS", 3)
    with closing(open_needed().records) as records:

        def run_it(
            name: str = "r.jsonl",
            *,
            progress: Callable[[Summary, int], None] = lambda _done, _total: None,
            **settings: Any,  # noqa: ANN401 - any field
        ) -> Summary:
            output = BatchOutput(results=tmp_path / name)
            chosen: dict[str, Any] = {"day": DAY, "records": records} | settings
            settings_of_run = BatchSettings(output=output, model=pristine_model, **chosen)
            with run_batch(ItemTable(table), settings=settings_of_run, progress=progress) as judged:
                return judged.summary

        yield run_it


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def test_each_cheque_gets_what_verify_gives(
    run: Run, table: Path, tmp_path: Path, pristine_model: Path
) -> None:
    run()
    rows = rows_of(tmp_path / "r.jsonl")
    verifier = Verifier(pristine_model)
    amounts = {0: "10000", 1: "10000.01", 2: "5", 3: "5", 6: None, 8: "5", 9: "100000"}
    with closing(open_needed().records) as records:
        specimens = RegisterSpecimens(records, verifier=verifier)
        for place, amount in amounts.items():
            row = rows[place]
            path = Path(row["questioned"])
            expected = verify_account(
                signatures_on(read_scan(path), verifier=verifier, path=path),
                account=specimens.account(row["account"], day=DAY),
                verifier=verifier,
                amount=None if amount is None else Decimal(amount),
            )
            # That the image came before is known to the batch alone.
            came_before = [
                reason
                for text, code in zip(row["reasons"], row["reason_codes"], strict=True)
                if (reason := reason_of(text, code)).code is ReasonCode.IMAGE_SEEN_BEFORE
            ]
            before = {one["sha256"] for one in rows[:place]}
            assert len(came_before) == (row["sha256"] in before), place
            reasons = (*expected.reasons, *came_before)
            assert row["reasons"] == texts_of(reasons), place
            assert row["reason_codes"] == codes_of(reasons), place
            for name in ("similarity", "decision", "signed_by", "rules"):
                found = getattr(expected, name, expected.telling.similarity)
                assert row[name] == (list(found) if isinstance(found, tuple) else found), place
            assert row["evidence"] == (expected.telling.evidence_code or ""), place
    decisions = [row["decision"] for row in rows]
    assert decisions[:3] == ["accept", "refer", "accept"]
    assert decisions[3] == "flag", "A may not sign for account 2"
    assert rows[4]["error"] == "unknown account"
    assert (rows[5]["decision"], rows[5]["rules"]) == ("accept", []), "a reference goes first"
    assert decisions[6] == "refer"
    assert rows[7]["error"] == "missing file"
    assert rows[8]["reasons"][0] == "copy of a specimen"
    assert rows[0]["rules"] == ["any one up to 10,000"]
    assert rows[0]["signed_by"] == ["A"]


def test_processes_a_cut_and_a_resume_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    run("one.csv")
    run("two.csv", processes=2)

    def stop(done: Summary, _: int) -> None:
        if done.items >= 6:
            raise KeyboardInterrupt

    with pytest.raises(CancelledError):
        run("cut.csv", progress=stop)
    assert run("cut.csv", resume=True).resumed == 6
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert (tmp_path / "cut.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


def test_another_register_or_day_is_another_batch(run: Run, tmp_path: Path) -> None:
    def stop(done: Summary, _: int) -> None:
        if done.items >= 3:
            raise KeyboardInterrupt

    with pytest.raises(CancelledError):
        run(progress=stop)
    with pytest.raises(UsageError, match="another date"):
        run(resume=True, day=date(2030, 1, 3))
    assert run_command(["register", "mandate", "2", "any one up to 4"]) == 0
    with pytest.raises(UsageError, match="another items"):
        run(resume=True)
    assert not (tmp_path / "r.jsonl").exists()


def test_the_command_takes_its_accounts_from_the_records(
    table: Path, tmp_path: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "r.jsonl"
    arguments = ["batch", str(table), "-o", str(results), "--model", str(pristine_model)]
    status = run_command([*arguments, "--date", DAY.isoformat(), "--workers", "1"])
    assert status == 3, "some items could not be judged"
    assert rows_of(results)[0]["decision"] == "accept"
    # The item with an account and a reference of its own is refused where records are kept.
    assert "Accepted     2" in capsys.readouterr().out
