from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sigverify import paths
from sigverify.errors import ModelError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout; returns the folder of its package."""
    folder = tmp_path / "checkout" / "sigverify"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "PACKAGE", folder)
    return folder


def add_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    return folder


def test_the_only_shipped_model_is_the_one_to_use(package: Path) -> None:
    with pytest.raises(ModelError, match="No trained model"):
        paths.model_folder()
    (package.parent / "trained").mkdir()
    (package.parent / "trained" / "notes").mkdir()
    with pytest.raises(ModelError, match="No trained model"):
        paths.model_folder()
    first = add_model(package.parent / "trained" / "first")
    assert paths.model_folder() == first
    second = add_model(package.parent / "trained" / "second")
    with pytest.raises(ModelError, match=r"Several .* \(first, second\)"):
        paths.model_folder()
    assert paths.model_folder("second") == second


def test_a_model_is_chosen_by_name_or_by_folder(package: Path, tmp_path: Path) -> None:
    shipped = add_model(package.parent / "trained" / "first")
    own = add_model(tmp_path / "own")
    assert paths.model_folder("first") == shipped
    assert paths.model_folder(str(own)) == own
    for choice in ("second", str(tmp_path), "../trained", ""):
        with pytest.raises(ModelError, match="neither a shipped model nor a folder"):
            paths.model_folder(choice)


def test_a_wheel_carries_its_own_folders(package: Path) -> None:
    outside = add_model(package.parent / "trained" / "first")
    inside = package / "_bundled" / "trained" / "first"
    shutil.copytree(outside, inside)
    assert paths.model_folder() == inside
    assert paths.shipped_folder("assets") == package.parent / "assets"
    (package / "_bundled" / "assets").mkdir()
    assert paths.shipped_folder("assets") == package / "_bundled" / "assets"
