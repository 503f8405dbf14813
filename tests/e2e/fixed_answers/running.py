"""Asks a checkout's program in a process of its own; reads and writes the stored answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.e2e.fixed_answers.answers import Answers
from tests.e2e.fixed_answers.data import make_data
from tests.helpers.places import ROOT

STORED: Final = ROOT / "tests" / "e2e" / "fixed_results.json"
# The other checkout may have older steps: they are imported from this one, and the program alone
# from the path that the environment names.
_RUN: Final = """
import json, sys
from pathlib import Path
here, checkout, answers = sys.argv[1:]
sys.path.insert(0, here)
from tests.e2e.fixed_answers.steps import run_steps
sys.path.remove(here)
Path(answers).write_text(json.dumps(run_steps(Path(checkout))), encoding="utf-8")
"""


def answers_of(checkout: Path, *, data: Path) -> Answers:
    """What a checkout's program answers, in a process of its own and at home nowhere.

    Args:
        checkout: the folder that ``sigverify`` lies in.
        data: what `make_data` made; it is copied.
    """
    with tempfile.TemporaryDirectory(prefix="fixed-results-") as name:
        folder = Path(name).resolve()
        work, home, answers = folder / "work", folder / "home", folder / "answers.json"
        shutil.copytree(data, work)
        places = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "DATA", "CACHE")}
        places |= {"HOME": str(home), "PYTHONPATH": str(checkout), "COLUMNS": "100"}
        subprocess.run(
            [sys.executable, "-c", _RUN, str(ROOT), str(checkout), str(answers)],
            cwd=work,
            env={**os.environ, **places},
            check=True,
        )
        found: Answers = json.loads(answers.read_text("utf-8"))
        return found


def fresh_answers(other: Path | None = None) -> tuple[Answers, Answers | None]:
    """What this checkout's program answers, and another's, about the same pictures."""
    with tempfile.TemporaryDirectory(prefix="fixed-results-") as name:
        data = Path(name).resolve() / "data"
        data.mkdir()
        make_data(data)
        ours = answers_of(ROOT, data=data)
        return ours, None if other is None else answers_of(other.resolve(), data=data)


def stored_answers() -> Answers:
    """The answers of `STORED`."""
    found: Answers = json.loads(STORED.read_text("utf-8"))
    return found


def store_answers() -> None:
    """Write this checkout's answers to `STORED`."""
    text = "\n".join(_lines(fresh_answers()[0])) + "\n"
    STORED.write_text(text, encoding="utf-8")


def _lines(value: object, *, indent: int = 0) -> Iterator[str]:
    """JSON with one line a value and one a list of plain values, so that a change can be read."""
    if isinstance(value, dict) and value:
        yield "{"
        pad, last = " " * (indent + 1), len(value) - 1
        for place, (key, one) in enumerate(value.items()):
            inner = list(_lines(one, indent=indent + 1))
            inner[0] = f"{pad}{json.dumps(key)}: {inner[0]}"
            inner[-1] += "," if place < last else ""
            yield from inner
        yield " " * indent + "}"
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        yield "["
        pad, last = " " * (indent + 1), len(value) - 1
        for place, one in enumerate(value):
            inner = list(_lines(one, indent=indent + 1))
            inner[0] = pad + inner[0]
            inner[-1] += "," if place < last else ""
            yield from inner
        yield " " * indent + "]"
    else:
        yield json.dumps(value, ensure_ascii=False)
