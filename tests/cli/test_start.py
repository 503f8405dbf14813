"""What a command must not load before it has something to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sigverify.paths import shipped_folder

DEMO = shipped_folder("assets") / "demo"
SPECIMEN = ("-r", str(DEMO / "specimen-1.png"))


# Runs a command and tells what it has loaded.
PROGRAM = """
import json, sys
from sigverify.__main__ import main
assert main(sys.argv[1:]) == 0
print(json.dumps(sorted(sys.modules)))
"""


def started(*words: str, folder: Path) -> tuple[set[str], list[dict[str, object]]]:
    """Run a command; return the modules that it has loaded and its log."""
    log = ("--log-level", "debug", "--log-format", "json")
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *log, *words],
        env={**os.environ, "XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = json.loads(ended.stdout.splitlines()[-1])
    return set(modules), [json.loads(line) for line in ended.stderr.splitlines()]


def opened(log: list[dict[str, object]]) -> int:
    """Return the number of networks that a run has opened."""
    return sum(record["event"] == "network.opened" for record in log)


def test_the_version_needs_no_command_and_no_library_for_images(tmp_path: Path) -> None:
    modules, _ = started("--version", folder=tmp_path)
    assert "sigverify.cli.app" in modules
    heavy = {"numpy", "cv2", "onnxruntime", "pydantic", "rich.console", "sqlalchemy"}
    assert modules.intersection(heavy) == set()
    assert not [name for name in modules if name.startswith("sigverify.cli.commands.")]


@pytest.mark.parametrize(("image", "networks"), [("genuine.png", 2), ("cheque-genuine.jpg", 3)])
def test_verify_loads_only_what_it_uses(image: str, networks: int, tmp_path: Path) -> None:
    modules, log = started("verify", str(DEMO / image), *SPECIMEN, folder=tmp_path)
    commands = {name for name in modules if name.startswith("sigverify.cli.commands.")}
    assert commands == {"sigverify.cli.commands.verify"}
    # No records are kept here, no thresholds are chosen, and no other formats are read.
    unused = (
        "sqlalchemy",
        "numpy.ma",
        "sigverify.records.database",
        "sigverify.records.mandates",
        "sigverify.verification.presentments",
        "sigverify.verification.register",
        "sigverify.scoring.performance.bootstrap",
        "sigverify.synthesis",
        "PIL.WebPImagePlugin",
    )
    assert modules.intersection(unused) == set()
    # Only a cheque needs the locator.
    assert opened(log) == networks
