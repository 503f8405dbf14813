from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import pytest

from sigverify.__main__ import main
from sigverify.calibration.store import CalibrationStore
from sigverify.errors import ExitCode
from sigverify.files import file_sha256, sha256_hex
from sigverify.paths import settings_file, site_file
from sigverify.records import opening
from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.opening import OpenRecords, create_configured, open_needed
from sigverify.records.roles import Policy, SiteRoles, os_user
from sigverify.settings import load_settings
from sigverify.verification.recording import Recorder, evidence, open_recorder
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"Miller{number}.png" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_bytes(cv2.imencode(".png", scribble(seed=1, variation=number))[1].tobytes())
    return paths


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenRecords]:
    """Records named in the settings."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    create_configured(key_file=tmp_path / "bank.key")
    opened = open_needed()
    yield opened
    opened.records.close()


def rows(opened: OpenRecords) -> list[AuditRow]:
    with opened.records.reading() as connection:
        return [row for row in opened.records.audit.rows(connection) if row.kind != Kind.BEGUN]


def recorder() -> Recorder:
    settings = load_settings(settings_file(), site=site_file()).values
    found = open_recorder(settings)
    assert found is not None
    return found


def test_a_batch_leaves_one_row_with_the_hash_of_its_results(
    recorded: OpenRecords, pictures: list[Path], pristine_model: Path, tmp_path: Path
) -> None:
    table, results = tmp_path / "items.csv", tmp_path / "results.csv"
    table.write_text(f"questioned,reference\n{pictures[0]},{pictures[1]}\nmissing.png,b.png\n")
    words = ["batch", str(table), "-o", str(results), "--model", str(pristine_model)]
    assert main([*words, "--workers", "1"]) == ExitCode.ITEMS_FAILED
    (row,) = rows(recorded)
    assert row.kind == "batch"
    assert row.body["facts"]["results_sha256"] == file_sha256(results)
    assert (row.body["facts"]["items"], row.body["facts"]["failed"]) == (2, 1)
    assert len(row.body["model"]) == len(row.body["calibration"]) == 64


def test_a_decision_is_written_down_with_what_it_rests_on(
    recorded: OpenRecords,
    pictures: list[Path],
    pristine_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = Policy(
        roles=SiteRoles(version=1, people={os_user(): "clerk"}, second_person_from=100.0)
    )
    monkeypatch.setattr(opening, "load_policy", lambda: policy)
    verifier = Verifier(pristine_model)
    result = verifier.verify(verifier.prepare(pictures[0]), [verifier.prepare(pictures[1])])
    writer = recorder()
    common: dict[str, Any] = {
        "case_id": "c1",
        "questioned": pictures[0],
        "note": "as ever",
        "known": evidence(result),
    }
    waiting = writer.decision(verdict="pay", reason="10 Agrees", amount=100, **common)
    assert waiting.waits
    assert waiting.reason == "10"
    writer.withdrawal("c1", because="wrong cheque")
    unread = writer.decision(verdict="return", reason="", amount=None, **{**common, "known": {}})
    assert not unread.waits
    writer.close()
    first, withdrawn, last = rows(recorded)
    assert first.body["images"][0] == ["questioned", sha256_hex(pictures[0].read_bytes())]
    assert first.body["similarity"] == result.similarity
    assert (withdrawn.kind, withdrawn.body["refers_to"]) == ("withdrawal", first.seq)
    assert last.body["images"] == first.body["images"][:1]


def test_no_calibration_comes_into_force_without_a_row(
    recorded: OpenRecords,
    pristine_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = ["calibration", "activate", "--shipped", "--model", str(pristine_model)]
    assert main(words) == ExitCode.OK
    (row,) = rows(recorded)
    assert (row.kind, row.body["action"]) == ("calibration", "put in force")
    assert len(row.body["model"]) == 64
    history = CalibrationStore().history()
    assert len(history) == 1

    policy = Policy(roles=SiteRoles(version=1, people={os_user(): "clerk"}))
    monkeypatch.setattr(opening, "load_policy", lambda: policy)
    assert main(words) == ExitCode.RECORDS
    monkeypatch.setattr(opening, "load_policy", lambda: Policy(roles=None))
    (tmp_path / "bank.key").unlink()
    assert main(words) == ExitCode.RECORDS
    assert CalibrationStore().history() == history


def test_a_verification_leaves_a_row_with_its_evidence(
    recorded: OpenRecords,
    pictures: list[Path],
    pristine_model: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["verify", str(pictures[0]), "-r", str(pictures[1]), "-r", str(pictures[2])]
    assert main([*words, "--model", str(pristine_model), "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    (row,) = rows(recorded)
    body = row.body
    assert (row.kind, row.user) == ("verification", os_user())
    assert (body["similarity"], body["decision"]) == (told["similarity"], told["decision"])
    assert (body["model"], body["calibration"]) == (
        told["model"]["sha256"],
        told["calibration"]["sha256"],
    )
    hashes = [sha256_hex(path.read_bytes()) for path in pictures]
    assert body["images"] == [
        ["questioned", hashes[0]],
        ["specimen", hashes[1]],
        ["specimen", hashes[2]],
    ]
    assert "Miller" not in json.dumps(body)
    with recorded.records.reading() as connection:
        details = recorded.records.audit.details(connection, row)
    assert details["questioned"] == str(pictures[0])


def test_a_result_that_cant_be_recorded_is_not_shown(
    recorded: OpenRecords,
    pictures: list[Path],
    pristine_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "bank.key").unlink()
    words = ["verify", str(pictures[0]), "-r", str(pictures[1]), "--model", str(pristine_model)]
    assert main(words) == ExitCode.RECORDS
    told = capsys.readouterr()
    assert told.out == ""
    assert "bank.key" in told.err
    assert rows(recorded) == []


def test_an_auditor_may_not_verify(
    recorded: OpenRecords,
    pictures: list[Path],
    pristine_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    policy = Policy(roles=SiteRoles(version=1, people={os_user(): "auditor"}))
    monkeypatch.setattr(opening, "load_policy", lambda: policy)
    words = ["verify", str(pictures[0]), "-r", str(pictures[1]), "--model", str(pristine_model)]
    assert main(words) == ExitCode.RECORDS
    assert "may not verify signatures" in capsys.readouterr().err
    assert rows(recorded) == []
