from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import pytest

from sigverify.cli.app import run
from sigverify.errors import ExitCode
from sigverify.records.opening import create_configured
from tests.helpers.scribbles import scribble


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pictures in folders, and records of nobody else's."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    create_configured(key_file=tmp_path / "key")
    folder = tmp_path / "scans"
    for signatory, seed in (("Anna", 1), ("Bert", 2)):
        draw(folder / "12-345" / signatory / "a.png", seed=seed)
    return folder


def draw(path: Path, *, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", scribble(seed=seed))[1].tobytes())
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    status = run(["register", *map(str, arguments)])
    captured = capsys.readouterr()
    assert (status, captured.err) == (ExitCode.OK, "")
    return captured.out


def test_an_administrators_way(
    scans: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "import", scans, "--model", model)
    assert "12-345  2 signatories, 2 specimens" in told(capsys, "list", "anna")
    assert told(capsys, "list", "nobody") == "No account.\n"

    newer = draw(tmp_path / "newer.png", seed=3)
    first = json.loads(told(capsys, "show", "12-345", "--json"))["signatories"][0]["specimens"][0]
    told(capsys, "add", "12-345", "Anna", newer, "--replaces", first["number"], "--model", model)
    told(capsys, "mandate", "12-345", "Anna up to 100; Anna with Bert above")
    told(capsys, "expire", "12-345", "--signatory", "Bert")

    account = json.loads(told(capsys, "show", "12-345", "--json"))
    anna, bert = account["signatories"]
    old, new = anna["specimens"]
    assert old["replaced_by"] == new["number"]
    assert old["until"] is not None
    assert new["until"] is None
    assert bert["until"] is not None
    assert "Anna with Bert" in account["mandates"][0]["rules"]
    shown = told(capsys, "show", "12-345")
    assert f"replaced by {new['number']}" in shown
    assert "Anna up to 100" in shown

    told(capsys, "expire", "12-345", new["number"])
    assert "1 signatory, 0 specimens" in told(capsys, "list")

    told(capsys, "import", scans, "--model", model)
    assert "1 signatory" in told(capsys, "list"), "an import brings nobody back"
    told(capsys, "admit", "12-345", "Bert", "--until", "2099-12-31")
    assert "2 signatories" in told(capsys, "list")

    told(capsys, "export", tmp_path / "export", "--decrypted")
    with (tmp_path / "export" / "register.csv").open(encoding="utf-8-sig") as stream:
        assert {row["signatory"] for row in csv.DictReader(stream)} == {"Anna", "Bert"}


def test_bad_lines_are_told_and_the_others_done(
    scans: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (scans / "12-345" / "Anna" / "z.png").write_bytes(b"no picture")
    assert run(["register", "import", str(scans), "--model", str(model)]) == ExitCode.ITEMS_FAILED
    captured = capsys.readouterr()
    assert "12-345/Anna/z.png: " in captured.err
    assert "Specimens added    2" in captured.out


def test_an_unusable_specimen_is_refused(
    scans: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = tmp_path / "blank.png"
    blank.write_bytes(cv2.imencode(".png", scribble(seed=1)[:5, :5])[1].tobytes())
    status = run(["register", "add", "1", "Anna", str(blank), "--model", str(model)])
    assert status == ExitCode.DATA
    assert "can't be a specimen" in capsys.readouterr().err
    assert told(capsys, "list") == "No account.\n"


def test_senseless_options_are_reported(scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "expire", "1"]) == ExitCode.USAGE
    assert run(["register", "show", "99"]) == ExitCode.RECORDS
    assert run(["register", "add", "1", "Anna", str(scans), "--box", "1,2"]) == ExitCode.USAGE
    assert "no account 99" in capsys.readouterr().err


def test_without_records_the_way_to_them_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "list"]) == ExitCode.RECORDS
    assert "sigverify records create" in capsys.readouterr().err
