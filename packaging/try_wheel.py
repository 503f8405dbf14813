"""Tries the installed package: run by the interpreter of an environment that holds nothing else.

`python -P packaging/try_wheel.py`; ends with status 0 if all is well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.metadata import distributions, entry_points
from pathlib import Path

import sigverify
from sigverify.paths import shipped_folder

# Packages that must not come with the program for clerks.
UNWANTED = {"torch", "torchvision", "onnx", "optuna", "scikit-learn", "matplotlib"}


def main() -> int:
    """Try it."""
    home = Path(sys.prefix).resolve()
    assert Path(sigverify.__file__).resolve().is_relative_to(home), sigverify.__file__
    names = {distribution.name.lower() for distribution in distributions()}
    assert not names & UNWANTED, names & UNWANTED
    started_by = {point.name for point in entry_points().select(value="sigverify.gui.app:main")}
    assert started_by == {"sigverify-gui"}, started_by
    demo = shipped_folder("assets") / "demo"
    references = [word for path in sorted(demo.glob("specimen-*.png")) for word in ("-r", path)]
    with tempfile.TemporaryDirectory() as folder:
        output(folder, "--version")
        text = output(folder, "demo")
        assert "ACCEPT" in text, text
        assert Path(folder, "sigverify-demo.png").stat().st_size > 0
        for name in ("genuine.png", "cheque-genuine.jpg"):
            result = json.loads(output(folder, "verify", demo / name, *references, "--json"))
            assert result["decision"] == "accept", result
        result = json.loads(output(folder, "verify", demo / "imitation.png", *references, "--json"))
        assert result["decision"] != "accept", result
    print(f"The wheel works in {home} with {len(names)} distributions.")
    return 0


def output(folder: str, *arguments: str | Path) -> str:
    """Run the installed command and return its output."""
    command = Path(sys.executable).with_name("sigverify")
    words = [str(word) for word in (command, *arguments)]
    return subprocess.run(
        words, cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
