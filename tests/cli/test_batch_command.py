"""The command as a user meets it; what it does is tested in tests/batch/test_run.py."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from sigverify.__main__ import main
from sigverify.errors import ExitCode
from tests.helpers.scribbles import scribble

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(pristine_model: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `sigverify batch` with the small model in this process; status, output, errors."""

    def run_batch(*arguments: object) -> tuple[int, str, str]:
        words = ["batch", *map(str, arguments), "--model", str(pristine_model), "--workers", "1"]
        status = main(words)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_batch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, seed, variation in (("q/7_b", 1, 1), ("q/8", 2, 1), ("s/7_a", 1, 0), ("s/8", 1, 2)):
        path = tmp_path / f"{name}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(
            cv2.imencode(".png", scribble(seed=seed, variation=variation))[1].tobytes()
        )
    return tmp_path


def test_two_folders_give_results_a_report_and_a_summary(run: Run, folder: Path) -> None:
    status, out, err = run(
        "--questioned-dir", folder / "q", "--specimens-dir", folder / "s",
        "-o", folder / "r.csv", "--report", folder / "r.html",
    )  # fmt: skip
    assert status == ExitCode.OK
    counts = {line.split()[0]: line.split()[1] for line in out.splitlines() if line[0] != " "}
    assert (counts["Items"], counts["Accepted"], counts["Flagged"]) == ("2", "1", "1")
    assert "1  less alike than genuine signatures usually are" in out
    assert "2 of 2 items" in err  # no terminal: lines
    with (folder / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        first, second = csv.DictReader(stream)
    assert (first["id"], first["account"], first["decision"]) == ("7_b.png", "7", "accept")
    assert (second["id"], second["decision"]) == ("8.png", "flag")
    assert "Content-Security-Policy" in (folder / "r.html").read_text(encoding="utf-8")


def test_statuses_for_pipelines(run: Run, folder: Path) -> None:
    items = folder / "items.csv"
    items.write_text(
        "questioned,reference,typo\nq/8.png,s/8.png,\nq/none.png,s/8.png,\n", encoding="utf-8"
    )
    status, out, err = run(items, "-o", folder / "a.csv")
    assert status == ExitCode.ITEMS_FAILED
    assert "1  missing file" in out
    assert "not looked at: typo" in err
    assert run(items, "-o", folder / "b.csv", "--fail-on", "flag")[0] == ExitCode.DECIDED
    # A finished run is finished, and says the same again.
    status, out, _ = run(items, "-o", folder / "b.csv", "--fail-on", "flag", "--resume")
    assert status == ExitCode.DECIDED
    assert "all items were done before" in out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["-o", "r.csv"], ExitCode.USAGE, "--questioned-dir"),
        (["items.csv", "--questioned-dir", "q", "-o", "r.csv"], ExitCode.USAGE, "Give either"),
        (["items.csv", "-o", "items.csv"], ExitCode.USAGE, "overwrite"),
        (["items.csv", "-o", "r.csv", "--report", "r.pdf"], ExitCode.USAGE, ".html"),
        (["items.csv", "-o", "r.csv", "--fail-on", "forged"], ExitCode.USAGE, "forged"),
        (["none.csv", "-o", "r.csv"], ExitCode.MISSING_FILE, "none.csv"),
    ],
)
def test_senseless_options_are_reported_in_one_line(
    run: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    status: int,
    words: str,
) -> None:
    monkeypatch.chdir(folder)
    (folder / "items.csv").write_text("questioned,reference\na,b\n", encoding="utf-8")
    found, out, err = run(*arguments)
    assert (found, out) == (status, "")
    assert words in err
    assert err.count("\n") == 1
