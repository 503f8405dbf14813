"""The options of every command, and what happens when nobody reads the output any longer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

import sigverify
from sigverify.__main__ import main
from sigverify.cli.app import application
from sigverify.cli.output import fact, give_options, is_quiet
from sigverify.errors import ExitCode
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

ROOT = Path(sigverify.__file__).parents[1]


def test_every_command_has_both_options() -> None:
    found: dict[str, set[str]] = {}

    def walk(command: Any, name: str) -> None:  # noqa: ANN401 - of typer's own classes
        inner = getattr(command, "commands", {})
        for word, one in inner.items():
            walk(one, f"{name} {word}".strip())
        if not inner:
            found[name] = {option for one in command.params for option in one.opts}

    walk(typer.main.get_command(application()), "")
    assert {"batch", "register list", "audit verify"} <= found.keys()
    assert {
        name for name, options in found.items() if not {"--json", "--quiet"} <= options
    } == set()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """An application with commands that tell facts, print their own JSON, or fail."""
    made = typer.Typer()

    @made.command()
    def plain(number: int = 1) -> None:
        typer.echo(f"number {number}")
        print("quiet" if is_quiet() else "loud")
        fact(number=number, path=Path("a"))
        if number == 3:
            raise typer.Exit(int(ExitCode.ITEMS_FAILED))

    @made.command()
    def own(as_json: bool = False) -> None:
        typer.echo('{"own": true}' if as_json else "own")

    give_options(made)
    monkeypatch.setattr("sigverify.cli.app.application", lambda _names: made)
    return made


@pytest.mark.usefixtures("made")
def test_text_json_and_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    def shown(*words: str, status: int = 0) -> str:
        assert main(list(words)) == status
        captured = capsys.readouterr()
        assert captured.err == ""
        return captured.out

    assert shown("plain") == "number 1\nloud\n"
    assert shown("plain", "--quiet") == ""
    found = json.loads(shown("plain", "--json", "--number", "3", status=3))
    assert found == {"messages": ["number 3", "loud"], "number": 3, "path": "a"}
    assert json.loads(shown("plain", "--json", "-q"))["messages"] == ["number 1", "quiet"]
    assert shown("own") == "own\n"
    assert shown("own", "-q") == ""
    assert json.loads(shown("own", "--as-json", "-q")) == {"own": True}
    assert shown("plain") == "number 1\nloud\n", "nothing stays from the calls before"


def piped(command: str, *, folder: Path) -> tuple[int, str]:
    """The status of a command whose reader has closed the pipe, and what it says on stderr."""
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m sigverify {command} | true; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.returncode, done.stderr


def test_a_reader_that_goes_away_changes_no_status(tmp_path: Path, pristine_model: Path) -> None:
    write_image(tmp_path / "a.png", scribble(seed=1))
    (tmp_path / "items.csv").write_text("questioned,reference\na.png,a.png\nnone.png,a.png\n")
    model = f"--model {pristine_model} --workers 1"
    for number, more in enumerate(("", "--json --fail-on flag")):
        status, err = piped(f"batch items.csv -o {number}.csv {model} {more}", folder=tmp_path)
        assert status == (ExitCode.DECIDED if "--fail-on" in more else ExitCode.ITEMS_FAILED), err
        assert "Traceback" not in err
        assert "Broken" not in err
    assert piped("verify none.png --reference a.png", folder=tmp_path)[0] == ExitCode.MISSING_FILE


def test_the_shell_can_complete_words() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sigverify"],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "_SIGVERIFY_COMPLETE": "complete_bash",
            "COMP_WORDS": "sigverify register ex",
            "COMP_CWORD": "2",
        },
    )
    assert done.stdout.split() == ["export", "expire"]
