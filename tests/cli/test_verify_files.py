"""What `sigverify verify` says of files that are no signature, and of unusual names."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sigverify.errors import ExitCode
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

Run = Callable[..., tuple[int, str, str]]


def truncated(folder: Path) -> Path:
    whole = cv2.imencode(".png", scribble(seed=1, variation=1))[1].tobytes()
    path = folder / "truncated.png"
    path.write_bytes(whole[: len(whole) // 2])
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.png"
    path.write_bytes(b"")
    return path


def text(folder: Path) -> Path:
    path = folder / "text.png"
    path.write_text("no signature at all\n", encoding="utf-8")
    return path


def huge(folder: Path) -> Path:
    path = folder / "huge.png"
    Image.new("1", (20_000, 20_000), 1).save(path)
    return path


def directory(folder: Path) -> Path:
    path = folder / "folder.png"
    path.mkdir()
    return path


def missing(folder: Path) -> Path:
    return folder / "missing.png"


@pytest.mark.parametrize(
    ("make", "status", "words"),
    [
        (truncated, ExitCode.UNREADABLE_FILE, "truncated.png"),
        (empty, ExitCode.UNREADABLE_FILE, "empty"),
        (text, ExitCode.UNREADABLE_FILE, "not an image"),
        (huge, ExitCode.UNREADABLE_FILE, "20000 x 20000"),
        (directory, ExitCode.MISSING_FILE, "folder"),
        (missing, ExitCode.MISSING_FILE, "no such file"),
    ],
)
def test_a_bad_file_gives_one_line_and_its_exit_status(
    run: Run,
    tmp_path: Path,
    specimen: Path,
    genuine: Path,
    make: Callable[[Path], Path],
    status: ExitCode,
    words: str,
) -> None:
    bad = make(tmp_path)
    for arguments in ([bad, "-r", specimen], [genuine, "-r", specimen, "-r", bad, "--json"]):
        got, out, err = run(*arguments)
        assert got == status
        assert out == ""
        assert err.startswith(f"sigverify: {bad}: ")
        assert words in err
        assert err.count("\n") == 1
        assert "Traceback" not in err


@pytest.mark.parametrize(
    ("name", "grey", "words"),
    [
        ("white", np.full((150, 420), 255, np.uint8), "no ink"),
        ("black", np.zeros((150, 420), np.uint8), "mostly black"),
        ("pixel", np.full((1, 1), 255, np.uint8), "no ink"),
    ],
)
def test_an_image_without_a_signature_is_no_decision_with_the_reason(
    run: Run,
    tmp_path: Path,
    specimen: Path,
    genuine: Path,
    name: str,
    grey: NDArray[np.uint8],
    words: str,
) -> None:
    bad = tmp_path / f"{name}.png"
    write_image(bad, grey)
    status, out, err = run(bad, "-r", specimen, "--json")
    result = json.loads(out)
    assert (status, err) == (0, "")
    assert (result["decision"], result["similarity"]) == ("no-decision", None)
    assert result["references"] == [{"path": str(specimen), "similarity": None}]
    assert any(words in reason and bad.name in reason for reason in result["reasons"])
    assert [finding["severity"] for finding in result["questioned"]["quality"]] == ["unusable"]
    # As the only reference it leaves nothing to compare with, beside another it is left out.
    result = json.loads(run(genuine, "-r", bad, "--json")[1])
    assert result["decision"] == "no-decision"
    assert result["reasons"][0] == "no specimen can be used"
    result = json.loads(run(genuine, "-r", bad, "-r", specimen, "--json")[1])
    assert result["decision"] == "accept"
    assert result["references"][0] == {"path": str(bad), "similarity": None}
    assert result["references"][1]["similarity"] == result["similarity"]
    assert any(words in reason for reason in result["reasons"])
    assert "NO DECISION" in run(bad, "-r", specimen)[1]


def test_a_renamed_file_is_read_for_what_it_is(run: Run, genuine: Path, specimen: Path) -> None:
    for extension in (".jpg", ".pdf", ".txt", ""):
        renamed = genuine.with_name("renamed" + extension)
        renamed.write_bytes(genuine.read_bytes())
        status, out, _ = run(renamed, "-r", specimen, "--json")
        assert status == 0
        assert json.loads(out)["decision"] == "accept"


@pytest.mark.parametrize("name", ["चेक.png", "签名 1.png", "a\nb.png", "[red]x[bold].png"])
def test_any_file_name_is_printed_whole_in_json_and_on_its_line_in_text(
    run: Run, genuine: Path, specimen: Path, name: str, tmp_path: Path
) -> None:
    questioned = genuine.rename(genuine.with_name(name))
    status, out, _ = run(questioned, "-r", specimen, "--json")
    assert status == 0
    assert json.loads(out)["questioned"]["path"] == str(questioned)
    assert out.isascii()
    picture = tmp_path / "out.png"
    status, out, _ = run(questioned, "-r", specimen, "--picture", picture)
    assert status == 0
    assert name.replace("\n", "\\n") in out
    assert run(questioned.with_name(f"no {name}"), "-r", specimen)[2].count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_file_name_that_is_no_text_is_no_reason_to_fail(
    run: Run, genuine: Path, specimen: Path
) -> None:
    questioned = genuine.rename(genuine.with_name(os.fsdecode(b"caf\xe9.png")))
    status, out, _ = run(questioned, "-r", specimen, "--json")
    assert status == 0
    assert json.loads(out)["questioned"]["path"] == str(questioned)
    assert run(questioned, "-r", specimen)[0] == 0
