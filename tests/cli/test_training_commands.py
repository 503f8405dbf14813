"""What the training commands share: their options, and Ctrl-C at the end of a batch."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sigverify.cli.app import run
from sigverify.cli.training import TRAINING_STAGE, TrainingBars

pytest.importorskip("torch")


@pytest.fixture
def python_handles_ctrl_c() -> Iterator[None]:
    """A shell starts background jobs with Ctrl-C ignored, and Python leaves it so."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("python_handles_ctrl_c")
def test_ctrl_c_waits_for_the_end_of_a_batch_and_a_second_one_does_not() -> None:
    before = signal.getsignal(signal.SIGINT)
    with TrainingBars() as bars:
        bars.show("Composing", 0.5, "")
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        bars.show(TRAINING_STAGE, 0.1, "")
        assert not bars.cancelled()
        signal.raise_signal(signal.SIGINT)
        assert bars.cancelled()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        bars.show("Exporting", 0.0, "")
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("command", ["train", "train-locator", "train-separator"])
def test_trainings_share_the_words_of_their_options(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert run([command, "--help"]) == 0
    shown = capsys.readouterr().out
    for words in (
        "--no-resume",
        "Resume a run that was interrupted",
        "checkpoints and the log. Holds biometric data",
        "Time limit for the",
        "--seed",
        "--threads",
    ):
        assert words in shown


def test_what_is_typed_reaches_the_recipes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sigverify.training.locator import recipe as locator
    from sigverify.training.runlog import LOG_NAME, RunLog
    from sigverify.training.separator import recipe as separator
    from sigverify.training.separator.measuring import SeparatorFigures

    asked: list[object] = []

    def pretend_locator(request: locator.LocatorRequest, **_: object) -> float:
        asked.append(request)
        return 0.75

    def pretend_separator(request: separator.SeparatorRequest, **_: object) -> SeparatorFigures:
        asked.append(request)
        return SeparatorFigures(precision=0.5, recall=0.25)

    monkeypatch.setattr(locator, "train_locator", pretend_locator)
    monkeypatch.setattr(separator, "train_separator", pretend_separator)
    work = tmp_path / "work"
    RunLog(work / LOG_NAME, keep_until=-1).add(10, loss=1.0)
    common = ["--data", "m.csv", "--output", "out", "--work", str(work), "--minutes", "5"]
    common += ["--seed", "3", "--threads", "1", "--no-resume"]
    assert run(["train-locator", *common, "--composed", "60"]) == 0
    assert "75.0%" in capsys.readouterr().out
    asked_for = ["--composed", "70", "--start", "old", "--compare-with", "model"]
    assert run(["train-separator", *common, *asked_for]) == 0
    assert "25.0%" in capsys.readouterr().out
    first, second = asked
    assert isinstance(first, locator.LocatorRequest)
    assert isinstance(second, separator.SeparatorRequest)
    for request in (first, second):
        assert (request.minutes, request.seed, request.workers, request.resume) == (5, 3, 1, False)
        assert (request.manifest, request.output, request.work) == (
            Path("m.csv"),
            Path("out"),
            work,
        )
    assert first.examples == 60
    assert (second.examples, second.start) == (70, Path("old"))
    assert (work / "log.png").read_bytes().startswith(b"\x89PNG")
