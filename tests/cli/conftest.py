"""Signatures to verify, and `sigverify verify` as a function."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sigverify.__main__ import main
from sigverify.records import roles
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image


def _written(path: Path, *, seed: int, variation: int = 0) -> Path:
    write_image(path, scribble(seed=seed, variation=variation))
    return path


@pytest.fixture
def genuine(tmp_path: Path) -> Path:
    return _written(tmp_path / "genuine.png", seed=1, variation=1)


@pytest.fixture
def specimen(tmp_path: Path) -> Path:
    return _written(tmp_path / "specimen.png", seed=1)


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    return _written(tmp_path / "stranger.png", seed=2)


@pytest.fixture
def run(
    pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run `sigverify verify` with the small model; gives status, output and errors."""

    def run_verify(*arguments: object) -> tuple[int, str, str]:
        status = main(["verify", *map(str, arguments), "--model", str(pristine_model)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_verify


@pytest.fixture
def run_as(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run any command as somebody with folders of their own; gives status, output and errors."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run_command(user: str, *arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(roles, "os_user", lambda: user)
        status = main([str(word) for word in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_command
