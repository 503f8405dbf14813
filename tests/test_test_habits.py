"""How tests are written: from outside the program, each in the folder of what it tests.

A test that reaches for a private name breaks when the inside changes though the behaviour does not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.helpers.places import ROOT

TESTS = ROOT / "tests"
PACKAGE = ROOT / "sigverify"
FILES = sorted(TESTS.rglob("*.py"))
MOST_LINES = 400
# Folders of tests that belong to no package.
OTHERS = {"benchmarks", "e2e", "fuzz", "helpers", "packaging", "screenshots"}
# Packages that are tested through the one above them: by the window, by commands, by opening files.
THROUGH_PARENT = {
    "cli/commands",
    "cli/commands/records",
    "gui/controllers",
    "gui/dialogs",
    "gui/i18n",
    "gui/views",
    "gui/views/case",
    "gui/views/lists",
    "gui/views/register",
    "gui/widgets",
    "gui/wizard",
    "records/migrations",
    "records/migrations/versions",
}
# Public, though their names begin like private ones.
NAMED_TUPLES = {"_asdict", "_fields", "_make", "_replace"}
BY_NAME = {"delattr", "getattr", "hasattr", "setattr"}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in NAMED_TUPLES


def private_names(source: str) -> Iterator[str]:
    """Private names that belong to something other than the module or its own objects."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls" | "os")):
                pass
            case ast.Attribute(attr=name) if is_private(name):
                yield ast.unparse(node)
            case ast.ImportFrom(module=str(module), names=names):
                imported = [*module.split("."), *(alias.name for alias in names)]
                yield from filter(is_private, imported)
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=arguments):
                for argument in arguments if called in BY_NAME else ():
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield from filter(is_private, argument.value.split("."))


def test_no_test_touches_a_private_name_of_the_program() -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in FILES
        if (names := sorted(private_names(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "vault._key",
        "window.form._made.text()",
        "from sigverify.records.roles import _key",
        "monkeypatch.setattr('sigverify.records.roles._key', 1)",
        "monkeypatch.setattr(paths, '_PACKAGE', 1)",
        "getattr(vault, '_key')",
    ],
)
def test_a_private_name_is_found_however_it_is_reached(source: str) -> None:
    assert list(private_names(source))


def test_a_tests_own_private_names_and_public_ones_are_allowed() -> None:
    assert not list(private_names("self._own; row._replace(a=1); path.__name__; os._exit(1)"))


def test_no_test_module_is_imported() -> None:
    importing = {}
    for path in FILES:
        modules = [
            node.module or ""
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
        ]
        if found := [name for name in modules if ".test_" in name or name.endswith("conftest")]:
            importing[str(path.relative_to(ROOT))] = found
    assert importing == {}, "what tests share belongs in tests/helpers or a conftest.py"


def test_each_package_has_its_home_in_tests_and_each_home_its_package() -> None:
    packages = {
        folder.relative_to(PACKAGE).as_posix()
        for folder in PACKAGE.rglob("*/")
        if (folder / "__init__.py").is_file()
    }
    homes = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")}
    homes = {home for home in homes if home.partition("/")[0] not in OTHERS} - {"."}
    assert sorted(homes - packages) == []
    assert sorted(packages - homes - THROUGH_PARENT) == []
    assert sorted(THROUGH_PARENT - packages) == []


def test_no_file_of_tests_is_longer_than_a_reader_wants() -> None:
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in FILES
    }
    assert {name: number for name, number in lines.items() if number > MOST_LINES} == {}
