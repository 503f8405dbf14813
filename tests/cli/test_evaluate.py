from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest

from sigverify.__main__ import main
from sigverify.errors import ExitCode
from tests.helpers.scribbles import scribble


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("set")
    rows = ["path,writer,label,split"]
    for writer in range(2):
        for number in range(4):
            label = "forged" if number == 3 else "genuine"
            name = f"{writer}-{number}.png"
            picture = scribble(seed=writer, variation=number)
            (folder / name).write_bytes(cv2.imencode(".png", picture)[1].tobytes())
            rows.append(f"{name},made/{writer},{label},val")
    path = folder / "manifest.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_tables_json_and_pictures_come_from_one_command(
    manifest: Path,
    pristine_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "new" / "results.json"
    arguments = ["evaluate", "--references", "1", "2", str(manifest), "--results", str(target)]
    arguments += ["--model", str(pristine_model), "--plots", str(tmp_path / "plots")]
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "made: 2 writers, 6 genuine signatures, 2 skilled forgeries" in captured.out
    values = json.loads(target.read_text(encoding="utf-8"))
    assert set(values["sets"]["made"]["references"]) == {"1", "2"}
    assert (tmp_path / "plots" / "1-made-roc-1.png").is_file()
    assert (tmp_path / "plots" / "1-made-map.png").is_file()


@pytest.mark.parametrize(
    "numbers",
    [["--references", "1", "2"], ["--references", "1", "--references", "2"]],
)
def test_several_numbers_of_references_are_given_at_once_or_one_by_one(
    numbers: list[str], manifest: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", *numbers, str(manifest), "--model", str(pristine_model)]) == 0
    out = capsys.readouterr().out
    assert "1 reference " in out
    assert "2 references" in out


def test_one_and_five_references_are_the_default(
    manifest: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(manifest), "--model", str(pristine_model)]) == 0
    out = capsys.readouterr().out
    assert "5 references" in out
    assert "no writer has 6 genuine signatures" in out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["MANIFEST", "--split", "test"], ExitCode.USAGE, "no split 'test'"),
        (["MANIFEST", "--split", "train"], ExitCode.DATA, "no row is in the split train"),
        (["MANIFEST", "--references", "0"], ExitCode.USAGE, "between 1 and 20"),
        (["MANIFEST", "--references", "two"], ExitCode.USAGE, "--references"),
        (["MANIFEST", "--results", "MANIFEST"], ExitCode.USAGE, "would overwrite the table"),
        (["MANIFEST", "--results", "FOLDER"], ExitCode.OUTPUT, "this is a folder"),
        (["MANIFEST", "--plots", "MANIFEST"], ExitCode.OUTPUT, "can't be made"),
        (["nowhere.csv"], ExitCode.MISSING_FILE, "nowhere.csv: no such file"),
        ([], ExitCode.USAGE, "MANIFEST"),
    ],
)
def test_a_mistake_is_one_line_and_its_exit_status(
    arguments: list[str],
    status: ExitCode,
    words: str,
    manifest: Path,
    pristine_model: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = {"MANIFEST": str(manifest), "FOLDER": str(manifest.parent)}
    given = [places.get(argument, argument) for argument in arguments]
    before = manifest.read_bytes()
    assert main(["evaluate", *given, "--model", str(pristine_model)]) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert manifest.read_bytes() == before
