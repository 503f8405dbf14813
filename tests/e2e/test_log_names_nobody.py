"""No record of any command holds a name, a path, an account number or pixels, at any level."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sigverify.__main__ import main
from sigverify.errors import ExitCode
from sigverify.paths import log_file
from sigverify.records.opening import create_configured
from tests.helpers.made_scores import write_scores
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

ACCOUNT = "4711-88421"
PEOPLE = {"Zarathustra": 1, "Quetzalcoatl": 2}
FOLDER = "Kundenordner"
TELLING = (*PEOPLE, FOLDER, ACCOUNT, "88421", "Nightingale", "vorgang", "zettel", "Geheimnis")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder and records whose names tell something."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    create_configured(key_file=tmp_path / FOLDER / "Geheimnis.key")
    folder = tmp_path / FOLDER
    for name, seed in PEOPLE.items():
        for variation in range(3):
            path = folder / "in" / ACCOUNT / name / f"zettel{variation}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_image(path, scribble(seed=seed, variation=variation))
    write_image(folder / "zettel.png", scribble(seed=1, variation=5))
    (folder / "zerrissen-zettel.png").write_bytes((folder / "zettel.png").read_bytes()[:300])
    return folder


def run(words: list[object], *, status: int = ExitCode.OK) -> None:
    assert main(["--log-level", "debug", "--log-format", "json", *map(str, words)]) == status, words


def test_no_record_names_anybody(
    place: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model: list[object] = ["--model", pristine_model]
    image = place / "zettel.png"
    torn = place / "zerrissen-zettel.png"
    specimen = place / "in" / ACCOUNT / "Zarathustra" / "zettel0.png"
    run(["register", "import", place / "in", *model])
    run(["register", "list", "Zarathustra"])
    run(["register", "show", ACCOUNT])
    run(["register", "show", "4711-0"], status=ExitCode.RECORDS)
    run(["register", "mandate", ACCOUNT, "Zarathustra with Quetzalcoatl up to 5000"])
    run(["register", "mandate", ACCOUNT, "Nightingale above nothing"], status=ExitCode.DATA)
    run(["verify", image, "--reference", specimen, "--json", *model])
    run(["verify", torn, "--reference", specimen, *model], status=ExitCode.UNREADABLE_FILE)
    run(["verify", place / "vorgang.png", "--reference", specimen], status=ExitCode.MISSING_FILE)
    run(["verify", image, "--account", ACCOUNT, "--amount", "4200", *model])
    run(["identify", image, *model])
    run(["locate", image, torn], status=ExitCode.ITEMS_FAILED)
    table = place / "vorgang.csv"
    table.write_text(
        "id,questioned,reference,account,amount\n"
        f"Nightingale,zettel.png,{specimen},,\n"
        "vorgang-2,zerrissen-zettel.png,zettel.png,,\n"
        f"vorgang-3,zettel.png,,{ACCOUNT},4200\n"
        "vorgang-4,zettel.png,,4711-1,\n"
        "vorgang-5,zettel.png,,,\n",
        encoding="utf-8",
    )
    batch: list[object] = ["batch", table, "--cache", place / "cache", "--workers", "1", *model]
    run([*batch, "-o", place / "vorgang.jsonl"], status=ExitCode.ITEMS_FAILED)
    run(["audit", "verify"])
    scores = write_scores(place / "zettel-scores.csv")
    policy: list[object] = ["--policy", "far-skilled=20%", "--author", "Nightingale"]
    run(["calibrate", scores, "--output", place / "vorgang.json", *policy, *model])
    run(["calibration", "activate", place / "vorgang.json", "--user", "Nightingale", *model])

    text = log_file().read_text(encoding="utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    for told in TELLING:
        found = [
            record["event"] for record in records if told.lower() in json.dumps(record).lower()
        ]
        assert found == [], told
    assert "(withheld)" not in text
    assert str(place.parent) not in text
    for record in records:
        for name, value in record.items():
            check_field(name, value)
    events = {record["event"] for record in records}
    assert events >= {
        "audit.checked", "audit.row_added", "batch.ended", "batch.item_failed", "batch.started",
        "calibration.activated", "calibration.checked", "command.ended", "command.failed",
        "command.started", "detection.done", "encoding.done", "enrolment.ended", "image.read",
        "identification.register_loaded", "model.loaded", "network.opened", "records.opened",
        "verification.cheque_decided", "verification.decided",
    }  # fmt: skip
    packages = {record["logger"].split(".")[1] for record in records}
    assert packages >= {
        "batch", "calibration", "cli", "detection", "encoding", "enrolment", "imaging", "networks",
        "records", "verification",
    }  # fmt: skip
    # What stderr shows at this level is the same.
    shown = capsys.readouterr().err
    for told in ("Nightingale", "Geheimnis"):
        lines = [line for line in shown.splitlines() if line.startswith("{")]
        assert lines
        assert told not in "\n".join(lines)


def check_field(name: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Refuse what may be pixels or embeddings: anything but numbers, codes and fixed sentences."""
    assert value is None or isinstance(value, bool | int | float | str), name
    if isinstance(value, str) and name != "details":
        assert len(value) <= 120, name
        assert not (len(value) >= 40 and re.fullmatch(r"[A-Za-z0-9+/=]+", value)), name


def test_a_long_word_would_be_noticed() -> None:
    with pytest.raises(AssertionError):
        check_field("ink", base64.b64encode(bytes(60)).decode())
