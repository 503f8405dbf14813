"""``sigverify leave-one-out`` refuses unknown names and unusable archives before any work."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.__main__ import main
from sigverify.errors import ExitCode


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--loss", "hinge", "no loss 'hinge'"), ("--group", "GPDS", "no group 'GPDS'")],
)
def test_unknown_names_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    command = ["leave-one-out", "--data", str(tmp_path / "m.csv"), "--work", str(tmp_path)]
    assert main([*command, option, value]) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_an_archive_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "pens.npz"
    archive.write_bytes(b"nothing")
    command = ["leave-one-out", "--data", "m.csv", "--online", str(archive)]
    assert main([*command, "--work", str(tmp_path)]) == ExitCode.DATA
    assert "not an archive of pen trajectories" in capsys.readouterr().err
