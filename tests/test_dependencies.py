"""What the package imports is declared, installed as declared, and under licences that are known.

No network: which versions have known faults is asked before a release, with pip-audit.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.helpers.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [Requirement(text) for text in PROJECT["dependencies"]]
EXTRAS = [
    requirement
    for texts in PROJECT["optional-dependencies"].values()
    for requirement in map(Requirement, texts)
    if requirement.name != "sigverify"
]
PERMISSIVE = re.compile(r"MIT|BSD|Apache|HPND|MPL|PSF|Python Software Foundation|ISC|Zlib", re.I)
# Linked as libraries that anybody can replace: docs/decisions/0003-pyside6-pin.md, 0012.
ACCEPTED = {"PySide6-Essentials": "LGPL"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> dict[str, set[Path]]:
    """Top-level modules that are not of the standard library, and where they are imported."""
    found: dict[str, set[Path]] = {}
    for path in sorted((ROOT / "sigverify").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top != "sigverify":
                    found.setdefault(top, set()).add(path.relative_to(ROOT))
    return found


def test_whatever_is_imported_is_declared() -> None:
    known = packages_distributions()
    declared = {plain(requirement.name) for requirement in (*DECLARED, *EXTRAS)}
    undeclared = {
        module: sorted(map(str, places))
        for module, places in imported().items()
        if module in known and not declared & {plain(name) for name in known[module]}
    }
    assert undeclared == {}


def test_whatever_is_declared_is_imported() -> None:
    known = packages_distributions()
    used = {plain(name) for module in imported() for name in known.get(module, ())}
    assert {
        requirement.name for requirement in DECLARED if plain(requirement.name) not in used
    } <= {
        "PySide6-Essentials"  # its modules are those of PySide6, which it is a part of
    }


@pytest.mark.parametrize("requirement", DECLARED, ids=lambda requirement: requirement.name)
def test_what_is_installed_is_as_declared_and_under_a_known_licence(
    requirement: Requirement,
) -> None:
    found = distribution(requirement.name)
    assert requirement.specifier.contains(found.version, prereleases=True)
    said = [
        text
        for name in ("License-Expression", "License", "Classifier")
        for text in found.metadata.get_all(name) or ()
        if name != "Classifier" or "License" in text
    ]
    licence = " ".join(said)
    assert PERMISSIVE.search(licence) or ACCEPTED.get(requirement.name, "?") in licence, licence
