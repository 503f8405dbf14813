"""The program keeps to itself: a library that reports home by default is told not to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# The runtime keeps still where it finds one of these, as on a machine that only runs tests.
HUSHED = {"CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_RUNNING_UNIT_TESTS", "ORT_DISABLE_TELEMETRY"}


def test_the_runtime_of_networks_leaves_no_mark_and_reports_nothing(
    pristine_model: Path, tmp_path: Path
) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in HUSHED}
    homes = {name: str(tmp_path / name) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    for folder in homes.values():
        Path(folder).mkdir()
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from sigverify.verification.verifier import Verifier\n"
        "Verifier(Path(sys.argv[1]))\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(pristine_model)], env=kept | homes, check=True
    )
    assert [str(path) for path in tmp_path.rglob("*") if path.is_file()] == []
