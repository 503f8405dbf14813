"""No file uses the words that the glossary avoids or the phrases that the style sheet avoids.

Both pages have a table whose last column lists them in backquotes.
"""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.places import ROOT

GLOSSARY = ROOT / "docs/glossary.md"
STYLE = ROOT / "docs/style.md"
FREE = {"docs/glossary.md", "docs/style.md", "CHANGELOG.md", "LICENSE"}
# The words of `near_duplicates`, `NearDuplicates`, `nearDuplicates` and "near-duplicates".
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# What may be between the words of a phrase, or of one identifier.
JOINTS = {"", " ", "_", "-"}


def avoided() -> dict[tuple[str, ...], str]:
    """Each avoided word or run of words, in small letters, and what to write instead."""
    found: dict[tuple[str, ...], str] = {}
    for page in (GLOSSARY, STYLE):
        for line in page.read_text("utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) > 1 and cells[-1].startswith("`"):
                for word in cells[-1].split(","):
                    found[words_of(word)] = cells[0]
    return found


def words_of(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(text))


def tracked() -> list[str]:
    """The names of all files that git tracks."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return listed.stdout.decode().split("\0")[:-1]


def text_of(path: Path) -> str:
    """The content of a text file; of another, nothing."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return ""
    return "" if "\0" in text else text


def faults(name: str, text: str, avoid: dict[tuple[str, ...], str]) -> Iterator[str]:
    """What is wrong with a file, a line each: where, which word, and what to use instead."""
    firsts = {run[0] for run in avoid}
    # Line 0 is the file's name.
    for number, line in enumerate([name, *text.splitlines()]):
        found = list(WORD.finditer(line))
        words = tuple(match[0].lower() for match in found)
        if firsts.isdisjoint(words):
            continue
        joints = [line[one.end() : two.start()] for one, two in itertools.pairwise(found)]
        for run, instead in avoid.items():
            for at in range(len(words) - len(run) + 1):
                inside = joints[at : at + len(run) - 1]
                if words[at : at + len(run)] == run and JOINTS.issuperset(inside):
                    yield f"{name}:{number}: {' '.join(run)!r}; use {instead!r}"
                    break


def test_the_glossary_says_what_to_avoid() -> None:
    assert len(avoided()) > 20
    assert "refine" in avoided().values()


def test_the_style_sheet_says_what_to_avoid() -> None:
    assert "no longer" in avoided().values()


@pytest.mark.parametrize(
    "line", ["gizmo", "a Gizmo,", "_gizmo_box(", "the_gizmo", "GizmoBox", "boxGizmo", "GIZMO_PX"]
)
def test_an_avoided_word_is_found(line: str) -> None:
    assert list(faults("a.py", f"fine\n{line}\n", {("gizmo",): "device"})) == [
        "a.py:2: 'gizmo'; use 'device'"
    ]


def test_a_run_of_words_and_a_file_name_are_found() -> None:
    avoid: dict[tuple[str, ...], str] = {("old", "gizmo"): "device"}
    assert list(faults("old-gizmo.py", "OldGizmo, old_gizmos, gizmo", avoid)) == [
        "old-gizmo.py:0: 'old gizmo'; use 'device'",
        "old-gizmo.py:1: 'old gizmo'; use 'device'",
    ]


def test_a_part_of_a_word_is_not_found() -> None:
    assert list(faults("a.py", "gizmos; gizmodo", {("gizmo",): "device"})) == []


def test_words_with_a_comma_between_them_are_no_phrase() -> None:
    assert list(faults("a.py", "old, gizmo", {("old", "gizmo"): "device"})) == []


def test_no_file_uses_an_avoided_word() -> None:
    avoid = avoided()
    found = [
        fault
        for name in tracked()
        if name not in FREE
        for fault in faults(name, text_of(ROOT / name), avoid)
    ]
    assert not found, "words that docs/glossary.md avoids:\n" + "\n".join(found)
