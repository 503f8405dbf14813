"""`verify --account` and `identify` as a user meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import sqlalchemy as sa

from sigverify.cli.app import run
from sigverify.errors import ExitCode
from sigverify.records.database import open_records
from sigverify.records.keys.vaults import key_file_id, open_vault
from sigverify.records.opening import create_configured
from sigverify.records.register.embeddings import specimen_embeddings
from tests.helpers.scribbles import scribble

Told = Callable[..., str]
PEOPLE = {"Asha": 1, "Bimal": 2}


def draw(path: Path, *, seed: int, variation: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", scribble(seed=seed, variation=variation))[1].tobytes())
    return path


@pytest.fixture
def told(
    pristine_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Told:
    """Runs a command with a register of two accounts; gives what it prints."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    create_configured(key_file=tmp_path / "key")

    def command(*arguments: object, model: bool = True, status: ExitCode = ExitCode.OK) -> str:
        capsys.readouterr()
        chosen = ["--model", str(pristine_model)] if model else []
        assert run([*map(str, arguments), *chosen]) == status
        captured = capsys.readouterr()
        return captured.err if status else captured.out

    for name, seed in PEOPLE.items():
        for variation in (1, 2, 3):
            draw(tmp_path / "in" / "47" / name / f"{variation}.png", seed=seed, variation=variation)
    draw(tmp_path / "in" / "48" / "Chitra" / "1.png", seed=3, variation=1)
    command("register", "import", tmp_path / "in")
    command("register", "mandate", "47", "any one up to 10,000; any two up to 50,000", model=False)
    return command


def account_json(told: Told, *arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told("verify", *arguments, "--json"))
    return found


def test_the_mandate_decides_by_the_amount_and_the_date(told: Told, tmp_path: Path) -> None:
    cheque = draw(tmp_path / "asha.png", seed=1, variation=7)
    found = account_json(told, cheque, "--account", "47", "--amount", "10,000")
    assert found["decision"] == "accept"
    assert found["account"] == {
        "number": "47",
        "date": date.today().isoformat(),
        "amount": "10000",
        "signed_by": ["Asha"],
        "mandate": {
            "fulfilled": "yes",
            "rules": [{"rule": "any one up to 10,000", "fulfilled": "yes"}],
        },
        "signatures": [
            {
                "signatory": "Asha",
                "decision": "accept",
                "reasons": [],
                "reason_codes": [],
                **{
                    name: found[name]
                    for name in ("similarity", "evidence", "parts", "questioned", "references")
                },
            }
        ],
    }
    # All that `verify --reference` says is there and means the same.
    references = [option for i in (1, 2, 3) for option in ("-r", tmp_path / f"in/47/Asha/{i}.png")]
    by_reference = account_json(told, cheque, *references)
    assert set(by_reference) | {"account"} == set(found)
    for name in (
        "similarity",
        "evidence",
        "parts",
        "threshold",
        "questioned",
        "model",
        "calibration",
    ):
        assert found[name] == by_reference[name]

    more = account_json(told, cheque, "--account", "47", "--amount", "10000.01")
    assert more["decision"] == "refer"
    assert more["reason_codes"][0] == {
        "code": "mandate-lacks",
        "parameters": {"missing": [{"code": "further-signature-missing", "parameters": {}}]},
    }
    before = account_json(told, cheque, "--account", 47, "--amount", 5, "--date", "2020-01-01")
    assert before["decision"] == "no-decision", "nobody might sign then"
    unknown = account_json(told, cheque, "--account", "47")
    assert "the amount is not known" in " ".join(unknown["reasons"])


def test_two_boxes_are_two_signatures(told: Told, tmp_path: Path) -> None:
    page = cv2.vconcat([scribble(seed=seed, variation=8) for seed in PEOPLE.values()])
    path = tmp_path / "two.png"
    path.write_bytes(cv2.imencode(".png", page)[1].tobytes())
    boxes = ["--box", "0,0,420,150", "--box", "0,150,420,150"]
    text = told("verify", path, "--account", "47", "--amount", "50000", *boxes)
    assert "ACCEPT  enough entitled signatories have signed" in text
    assert "Signature 2  ACCEPT  Bimal" in text
    assert 'rule "any two up to 50,000" is met: Asha and Bimal signed' in text


def test_specimens_are_embedded_once_and_kept_sealed(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheque = draw(tmp_path / "asha.png", seed=1, variation=7)
    first = told("verify", cheque, "--account", "47", "--amount", "1", "--json")
    key = tmp_path / "key"
    records = open_records(
        tmp_path / "XDG_DATA_HOME" / "sigverify" / "records" / "records.db",
        vault=open_vault(key, key_id=key_file_id(key)),
    )
    with records.reading() as connection:
        count = sa.select(sa.func.count()).select_from(specimen_embeddings)
        assert connection.scalar(count) == 6
    records.close()

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a picture was opened")

    monkeypatch.setattr("sigverify.verification.register.specimens.image_bytes", never)
    assert told("verify", cheque, "--account", "47", "--amount", "1", "--json") == first


def test_senseless_options_are_reported(told: Told, tmp_path: Path) -> None:
    cheque = draw(tmp_path / "asha.png", seed=1)
    for arguments, words in {
        (): "Give either specimens or an account",
        ("--account", "47", "-r", "x.png"): "Give either specimens or an account",
        ("--account", "47", "--amount", "1.000,00"): "not an amount",
        ("-r", "x.png", "--date", "2026-01-01"): "--date needs an account",
        ("-r", "x.png", "--box", "1,1,9,9", "--box", "2,2,9,9"): "Several boxes need an account",
    }.items():
        assert words in told("verify", cheque, *arguments, status=ExitCode.USAGE)


def test_an_unknown_account_is_no_decision_but_an_error(told: Told, tmp_path: Path) -> None:
    cheque = draw(tmp_path / "asha.png", seed=1)
    for command in ("verify", "identify"):
        assert "no account 99" in told(command, cheque, "--account", "99", status=ExitCode.RECORDS)


def test_identify_ranks_an_accounts_signatories_or_everybody(told: Told, tmp_path: Path) -> None:
    bimal = draw(tmp_path / "q.png", seed=2, variation=9)
    found = json.loads(told("identify", bimal, "--account", "47", "--json"))
    assert found["known"]["name"] == "Bimal"
    assert [one["name"] for one in found["ranked"]] == ["Bimal", "Asha"]
    assert (found["people"], found["specimens"]) == (2, 6)

    everybody = json.loads(told("identify", bimal, "--json", "--top", "1"))
    assert everybody["known"]["accounts"] == ["47"]
    assert everybody["known"]["similarity"] == found["known"]["similarity"]
    assert len(everybody["ranked"]) == 1
    assert (everybody["people"], everybody["specimens"]) == (3, 7)


def test_nobody_is_named_by_force(told: Told, tmp_path: Path) -> None:
    stranger = draw(tmp_path / "q.png", seed=9)
    for chosen in ([], ["--account", "47"]):
        text = told("identify", stranger, *chosen)
        assert "NO ONE KNOWN" in text
        assert "not accepted as the most likely signatory's" in text
    # Two who sign alike: no name either.
    draw(tmp_path / "in" / "47" / "Twin" / "1.png", seed=2, variation=4)
    told("register", "import", tmp_path / "in")
    found = json.loads(told("identify", draw(tmp_path / "b.png", seed=2, variation=8), "--json"))
    assert found["known"] is None
    assert "Twin" in found["reasons"][0]
    assert "Bimal" in found["reasons"][0]


def test_all_of_it_is_in_the_audit_trail(told: Told, tmp_path: Path) -> None:
    cheque = draw(tmp_path / "asha.png", seed=1, variation=7)
    told("verify", cheque, "--account", "47", "--amount", "5")
    told("identify", cheque)
    told("verify", cheque, "-r", tmp_path / "in" / "47" / "Asha" / "1.png")
    rows = told("audit", "list", model=False)
    assert rows.count("verification") == 3
    assert "The trail is whole." in told("audit", "verify", model=False)


def test_where_pictures_went_is_reported_only_if_they_were_drawn(
    told: Told, tmp_path: Path
) -> None:
    wanted = ["--account", "47", "--amount", "10", "--explain", tmp_path / "why.png"]
    assert "why.png" in told("verify", draw(tmp_path / "asha.png", seed=1, variation=7), *wanted)
    (tmp_path / "why.png").unlink()
    blank = tmp_path / "blank.png"
    blank.write_bytes(cv2.imencode(".png", np.full((100, 300), 255, np.uint8))[1].tobytes())
    said = told("verify", blank, *wanted)
    assert ("why.png" in said) == (tmp_path / "why.png").exists()
