"""What all tests share: marks, and a small real model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.helpers.places import REAL_DATA

# The same examples on every machine, and no example may fail for taking long.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-slow", action="store_true", help="run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "slow" in item.keywords and not config.getoption("--run-slow"):
            item.add_marker(pytest.mark.skip(reason="slow; run with --run-slow"))
        if "real_data" in item.keywords and not REAL_DATA.is_dir():
            item.add_marker(pytest.mark.skip(reason="no real signatures beside the checkout"))


@pytest.fixture(scope="session")
def pristine_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a complete small model; not to be changed."""
    # Imported here: most tests need neither the model nor what it is made with.
    from tests.helpers.tiny_model import write_tiny_model

    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def model(pristine_model: Path, tmp_path: Path) -> Path:
    """A copy of the small model's folder, to be damaged at will."""
    return Path(shutil.copytree(pristine_model, tmp_path / "model"))


@pytest.fixture(autouse=True)
def folders_of_nobody(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep tests away from the data of the user who runs them, a calibration in force for one."""
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name))
    for name in ("SIGVERIFY_LOG_LEVEL", "SIGVERIFY_LOG_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sigverify.paths.site_folder", lambda: home / "site")
