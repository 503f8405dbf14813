"""The documents are true: their commands exist and run, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import typer

from sigverify.__main__ import main
from sigverify.cli.app import application
from sigverify.paths import shipped_folder
from tests.helpers.places import ROOT

PAGES = sorted(
    path
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
    # What was decided and tried then may name what is no more.
    if not {"decisions", "experiments.md"} & set(path.relative_to(ROOT).parts)
)
LINKING = [*PAGES, *(ROOT / "docs/decisions").glob("*.md"), *(ROOT / "trained").rglob("*.md")]
# Commands that need nothing but the files that the examples name.
RUN = {"verify", "locate", "demo", "batch"}
Command: TypeAlias = Any


def leaves(command: Command, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words, command
        return
    for name, one in inner.items():
        yield from leaves(one, (*words, name))


COMMANDS = dict(leaves(typer.main.get_command(application())))


def examples() -> Iterator[tuple[str, str]]:
    """Each line of a shell block that calls the program, with the page it stands on."""
    for page in PAGES:
        for block in re.findall(r"^ *```sh\n(.*?)^ *```", page.read_text("utf-8"), re.M | re.S):
            for line in block.replace("\\\n", " ").splitlines():
                for part in re.split(r"&&|\|\||;", line):
                    words = re.sub(r"^\S*/(?=sigverify )", "", part.strip())
                    if words.startswith("sigverify "):
                        yield page.relative_to(ROOT).as_posix(), words


def named() -> Iterator[tuple[str, str]]:
    """Each command that is named within a sentence."""
    for page in PAGES:
        for words in re.findall(r"`(sigverify [^`]+)`", page.read_text("utf-8")):
            yield page.relative_to(ROOT).as_posix(), words


EXAMPLES = sorted(set(examples()))


def command_of(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    for length in (2, 1):
        if tuple(words[1 : 1 + length]) in COMMANDS:
            return tuple(words[1 : 1 + length]), words[1 + length :]
    raise AssertionError(f"there is no command {' '.join(words[:3])}")


def options_of(command: Command) -> set[str]:
    return {word for one in command.params for word in (*one.opts, *one.secondary_opts)} | {"-h"}


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 10


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_example_is_understood(page: str, example: str) -> None:
    name, arguments = command_of(shlex.split(example, comments=True))
    command = COMMANDS[name]
    # Parses and checks everything, runs nothing.
    command.make_context(" ".join(name), list(arguments), resilient_parsing=False)


@pytest.mark.parametrize(("page", "words"), sorted(set(named())))
def test_command_in_a_sentence_exists(page: str, words: str) -> None:
    first, *rest = words.split()[1:]
    if first.startswith("-") or first == "COMMAND":
        return
    if not rest and first in {name[0] for name in COMMANDS}:
        return
    # Of several commands in one, such as `sigverify register import|export`, the first.
    name, arguments = command_of(words.partition("|")[0].split())
    used = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", " ".join(arguments)))
    assert used <= options_of(COMMANDS[name])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that examples name."""
    demo = shipped_folder("assets") / "demo"
    for name, source in {
        "questioned.png": "genuine.png",
        "specimen.png": "specimen-1.png",
        "cheque.jpg": "cheque-genuine.jpg",
    }.items():
        (tmp_path / name).write_bytes((demo / source).read_bytes())
    (tmp_path / "items.csv").write_text(
        "questioned,reference\nquestioned.png,specimen.png\n", encoding="utf-8"
    )
    (tmp_path / "ITEMS.csv").write_bytes((tmp_path / "items.csv").read_bytes())
    for folder in ("IN", "SPECIMENS"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "4711.png").write_bytes((tmp_path / "specimen.png").read_bytes())
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize(
    "example", sorted({words for _, words in EXAMPLES if words.split()[1] in RUN})
)
def test_example_runs(example: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = shlex.split(example, comments=True)[1:]
    if arguments[0] == "batch":
        arguments += ["--workers", "1"]
    assert main(arguments) == 0, capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help(name: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*name, "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    command = COMMANDS[name]
    assert f"Usage: sigverify {' '.join(name)}" in shown
    assert command.help
    for one in command.params:
        assert getattr(one, "help", None), f"{one.name} has no help"


def test_every_command_has_its_place_in_the_documents() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    for first, *rest in COMMANDS:
        told = rf"sigverify {first}\b" + "".join(rf"[^\n]*\b{word}\b" for word in rest)
        assert re.search(told, text), f"no page mentions {first} {' '.join(rest)}"


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-") for words in headings}


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = page if not path else (page.parent / path).resolve()
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


def test_architecture_names_modules_that_exist() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    packages = "|".join(path.parent.name for path in ROOT.glob("sigverify/*/__init__.py"))
    names = set(re.findall(rf"`((?:{packages})(?:\.[a-z_0-9]+)+)", text))
    assert len(names) > 10
    for name in names:
        module = ROOT / "sigverify" / name.replace(".", "/")
        assert module.is_dir() or module.with_suffix(".py").is_file(), name


def test_scripts_that_documents_name_exist() -> None:
    for page in PAGES:
        for name in re.findall(
            r"\b(?:packaging|tests)/[\w/]+\.(?:py|sh)\b", page.read_text("utf-8")
        ):
            assert (ROOT / name).is_file(), f"{page.name}: {name}"


def test_the_changelog_has_the_sections_of_keep_a_changelog() -> None:
    sections = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    for version in re.split(r"^## ", text, flags=re.M)[1:]:
        found = re.findall(r"^### (.+)$", version, re.M)
        assert found, "a version without sections"
        assert set(found) <= set(sections)
        assert len(found) == len(set(found)), "a section occurs twice"
        first, *_ = re.split(r"^### ", version, flags=re.M)
        assert "\n- " not in first, "an entry outside the sections"
