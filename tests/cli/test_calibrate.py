"""Calibrating on the command line, from the table to the decision of ``verify``."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from sigverify.__main__ import main
from sigverify.errors import ExitCode
from tests.helpers.made_scores import write_scores
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "sigverify" / "calibrations"


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    return write_scores(tmp_path / "scores.csv")


def calibrate(scores: Path, model: Path, output: Path, *more: str) -> int:
    options = ["--output", str(output), "--model", str(model), "--author", "A. Risk"]
    return main(["calibrate", str(scores), *options, *more])


def test_from_the_scores_to_the_decision(
    scores: Path, pristine_model: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = scores.parent / "ours.json"
    report, numbers = scores.parent / "report.pdf", scores.parent / "report.json"
    policies = ["--policy", "far-skilled=20% up to 500", "--policy", "far-skilled=10%"]
    reports = ["--report", str(report), "--report", str(numbers)]
    assert calibrate(scores, pristine_model, output, *policies, *reports) == 0
    said = capsys.readouterr().out
    assert "Larger cheques: of 1000 genuine cheques about" in said
    assert "A. Risk" in said
    values = json.loads(output.read_text(encoding="utf-8"))
    assert json.loads(numbers.read_text(encoding="utf-8"))["calibration"] == values

    document = pypdfium2.PdfDocument(report)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for part in ("A. Risk", values["digest"], "Thresholds", "genuine cheques", "Trade-off (DET)"):
        assert part in " ".join(text.split())

    images = [scores.parent / "q.png", scores.parent / "r.png"]
    for number, image in enumerate(images):
        write_image(image, scribble(seed=1, variation=number))
    asked = ["verify", str(images[0]), "--reference", str(images[1]), "--json"]
    asked += ["--model", str(pristine_model)]

    def decided(*more: str) -> dict[str, object]:
        capsys.readouterr()
        assert main([*asked, *more]) == 0
        answer = json.loads(capsys.readouterr().out)
        return {"name": answer["calibration"]["name"], "threshold": answer["threshold"]}

    # Made is not yet in force.
    assert decided()["name"] == "scribbles"
    model = ["--model", str(pristine_model)]
    assert main(["calibration", "activate", str(output), "--user", "ann", *model]) == 0
    small, large = values["bands"]
    assert decided() == {"name": "ours", "threshold": large["accept_at"]}
    assert decided("--amount", "500") == {"name": "ours", "threshold": small["accept_at"]}
    shipped = str(pristine_model / "calibration.json")
    assert decided("--calibration", shipped)["name"] == "scribbles"

    capsys.readouterr()
    assert main(["calibration", "list", *model]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line[0] for line in listed] == [" ", "*"]
    assert "ours" in listed[1]
    assert main(["calibration", "show", "ours", *model]) == 0
    assert large["rule"] in " ".join(capsys.readouterr().out.split())
    assert main(["calibration", "show", "--json", *model]) == 0
    assert json.loads(capsys.readouterr().out) == values

    assert main(["calibration", "activate", "--shipped", *model]) == 0
    assert decided()["name"] == "scribbles"
    assert main(["calibration", "show", "--history", *model]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "ann" in first
    assert "as shipped" in second
    assert home.is_dir()


def test_the_profile_for_small_amounts_is_listed_shown_and_put_in_force(
    model: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--model", str(model)]
    values = json.loads((model / "calibration.json").read_text(encoding="utf-8"))
    values |= {"name": "tiny, small amounts", "accept_at": 0.55}
    (model / "small-amounts.json").write_text(json.dumps(values), encoding="utf-8")
    assert main(["calibration", "list", *given]) == 0
    assert "  small-amounts, with model tiny" in capsys.readouterr().out
    assert main(["calibration", "show", "small-amounts", *given]) == 0
    shown = capsys.readouterr().out
    assert "accept from 0.5500" in shown
    assert "one set of thresholds for any number" in " ".join(shown.split())
    assert main(["calibration", "activate", "small-amounts", *given]) == 0
    capsys.readouterr()
    assert main(["calibration", "list", *given]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line[0] for line in listed] == [" ", " ", "*"]
    assert "tiny, small amounts" in listed[2]


def test_a_profile_edited_by_hand_is_refused_everywhere(
    scores: Path, pristine_model: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = scores.parent / "ours.json"
    assert calibrate(scores, pristine_model, output) == 0
    values = json.loads(output.read_text(encoding="utf-8"))
    output.write_text(json.dumps(values | {"flag_below": 0.0}), encoding="utf-8")
    image = scores.parent / "q.png"
    write_image(image, scribble(seed=1))
    model = ["--model", str(pristine_model)]
    for command in (
        ["calibration", "activate", str(output), *model],
        ["calibration", "show", str(output), *model],
        ["verify", str(image), "-r", str(image), "--calibration", str(output), *model],
    ):
        assert main(command) == ExitCode.CALIBRATION
        assert "changed after it was signed" in capsys.readouterr().err
    assert not home.exists()


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        (["--policy", "strict"], ExitCode.USAGE, "not a policy"),
        (["--flag", "x"], ExitCode.USAGE, "--flag x"),
        (["--scaling", "linear"], ExitCode.USAGE, "--scaling linear"),
        (["--policy", "far-skilled=0.01%"], ExitCode.CALIBRATION, "can't show a rate"),
        (["--report", "report.txt"], ExitCode.USAGE, "PDF or a JSON file"),
        (["--scaling", "isotonic"], ExitCode.CALIBRATION, "Isotonic scaling needs"),
    ],
)
def test_senseless_or_unsupported_options_are_reported(
    more: list[str],
    status: ExitCode,
    words: str,
    scores: Path,
    pristine_model: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = scores.parent / "ours.json"
    assert calibrate(scores, pristine_model, output, *more) == status
    error = capsys.readouterr().err
    assert words in error
    assert len(error.splitlines()) == 1
    assert not output.exists()


def test_results_never_overwrite_the_data_or_a_folder(
    scores: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calibrate(scores, pristine_model, scores) == ExitCode.USAGE
    assert "overwrite the data" in capsys.readouterr().err
    assert calibrate(scores, pristine_model, scores.parent) == ExitCode.OUTPUT
    in_the_way = scores / "below a file" / "ours.json"
    assert calibrate(scores, pristine_model, in_the_way) == ExitCode.OUTPUT


def test_an_empty_or_missing_source_is_refused(
    tmp_path: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "ours.json"
    (tmp_path / "empty").mkdir()
    assert calibrate(tmp_path / "empty", pristine_model, output) == ExitCode.DATA
    assert "SIGNER/genuine" in capsys.readouterr().err
    assert calibrate(tmp_path / "nowhere", pristine_model, output) == ExitCode.MISSING_FILE


def test_one_of_them_is_activated_or_the_shipped_one(
    pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ["--model", str(pristine_model)]
    assert main(["calibration", "activate", *model]) == ExitCode.USAGE
    assert main(["calibration", "activate", "ours", "--shipped", *model]) == ExitCode.USAGE
    assert main(["calibration", "activate", "unknown", *model]) == ExitCode.CALIBRATION
    assert "no calibration of this name" in capsys.readouterr().err
