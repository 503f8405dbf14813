from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sigverify
from sigverify.__main__ import main
from sigverify.errors import ExitCode
from sigverify.logs import bugs, file, output


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"sigverify {sigverify.__version__}\n"


def test_without_a_command_the_commands_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    out = capsys.readouterr().out
    for command in ("verify", "demo", "model"):
        assert command in out


def test_an_unknown_command_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verfiy"]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert "verfiy" in captured.err
    assert captured.err.count("\n") == 1


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "state" / "sigverify.log"
    monkeypatch.setattr(bugs, "log_file", lambda: path)
    monkeypatch.setattr(output, "log_file", lambda: path)
    return path


def break_command(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(_choice: str | None) -> Path:
        # A new one each time: an error raised again carries its earlier tracebacks along.
        raise type(error)(*error.args)

    monkeypatch.setattr("sigverify.paths.model_folder", broken)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verfy"], "No such command 'verfy'. Did you mean 'verify'? See 'sigverify --help'."),
        (
            ["verify", "q.png", "--date", "tomorrow"],
            "Invalid value for '--date': 'tomorrow' is not a date such as 2026-11-22. "
            "See 'sigverify verify --help'.",
        ),
    ],
)
def test_a_typing_mistake_is_reported_in_plain_words(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.USAGE
    assert capsys.readouterr().err == f"sigverify: {said}\n"


def test_a_bug_is_one_line_and_its_traceback_goes_to_the_log(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in ("first", "second"):
        break_command(monkeypatch, ZeroDivisionError(text))
        assert main(["model", "show"]) == ExitCode.BUG
        err = capsys.readouterr().err
        told = re.fullmatch(
            r"sigverify: This is a bug\. Please report it with the entry (\w+) of (.+)\.\n", err
        )
        assert told is not None
        assert told[2] == str(log)
        assert f" bug id={told[1]} " in log.read_text(encoding="utf-8")
    kept = log.read_text(encoding="utf-8")
    assert kept.index("ZeroDivisionError: first") < kept.index("ZeroDivisionError: second")
    assert "Traceback" in kept


def test_the_log_of_bugs_does_not_grow_for_ever(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(file, "MAX_BYTES", 5000)
    break_command(monkeypatch, ZeroDivisionError("x" * 4000))
    main(["model", "show"])
    entry = sum(path.stat().st_size for path in log.parent.iterdir())
    for _ in range(20):
        main(["model", "show"])
    files = [path for path in log.parent.iterdir() if path.suffix != ".lock"]
    assert len(files) == 6
    # A traceback's length depends on where the program is installed, so it is the measure.
    assert all(path.stat().st_size <= 5000 + 2 * entry for path in files)
    assert "sigverify.log" in capsys.readouterr().err


def test_a_bug_whose_log_cant_be_written_is_reported_in_one_line_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"")
    monkeypatch.setattr(bugs, "log_file", lambda: in_the_way / "sigverify.log")
    monkeypatch.setattr(output, "log_file", lambda: in_the_way / "sigverify.log")
    break_command(monkeypatch, ZeroDivisionError("oops"))
    assert main(["model", "show"]) == ExitCode.BUG
    err = capsys.readouterr().err
    assert err.count("the log can't be written") == 1
    assert "could not be kept" in err
    assert err.count("\n") == 2


def test_a_cancelled_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_command(monkeypatch, KeyboardInterrupt())
    assert main(["model", "show"]) == ExitCode.CANCELLED
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_that_has_enough_is_no_error() -> None:
    # `sigverify --help | true`: nobody reads what is written.
    command = f"{sys.executable} -m sigverify --help | true; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(sigverify.__file__).parents[1],
    )
    assert (result.returncode, result.stderr) == (0, "")
