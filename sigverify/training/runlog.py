"""What happened in a training, one JSON object a line, and a picture of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sigverify.errors import DataError, MissingExtraError
from sigverify.files import write_atomically


class RunLog:
    """A log that a resumed run goes on with, as if it had never been cut off."""

    def __init__(self, path: Path, *, keep_until: int) -> None:
        """Open the log and forget what lies after a step.

        Args:
            path: the file; made if it is missing.
            keep_until: the step that the run goes on from; -1 forgets everything.
        """
        self.path = path
        kept = [entry for entry in read_log(path) if entry["step"] <= keep_until]
        write_atomically(path, "".join(map(_line, kept)).encode())

    def add(self, step: int, **values: Any) -> None:  # noqa: ANN401 - any JSON value
        """Append what is known of a step."""
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(_line({"step": step, **values}))


def read_log(path: Path) -> list[dict[str, Any]]:
    """The entries of a log, in their order; none where there is no log. A torn last line is left.

    Raises:
        DataError: a line in between is no entry.
    """
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    entries: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            entries.append({**entry, "step": int(entry["step"])})
        except (ValueError, KeyError, TypeError) as error:
            if number < len(lines):
                raise DataError(
                    f"{path}: line {number} is no entry of a training's log.",
                    remedy="Train again with --no-resume.",
                ) from error
    return entries


def plot_log(path: Path, *, picture: Path) -> None:
    """Draw a log: the loss above, the error rates of the data sets below.

    Args:
        path: the log.
        picture: where to write the picture, its ending says in which format.

    Raises:
        MissingExtraError: matplotlib is not installed.
        DataError: the log has no entries.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError(
            "Drawing needs matplotlib.", remedy="Install it with: pip install 'sigverify[plots]'"
        ) from error
    entries = read_log(path)
    if not entries:
        raise DataError(f"{path}: nothing to draw.", remedy="Train first.")
    figure = Figure(figsize=(8, 7), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    losses = [(entry["step"], entry["loss"]) for entry in entries if "loss" in entry]
    upper.plot(*zip(*losses, strict=True) if losses else ([], []), linewidth=1)
    upper.set_ylabel("loss")
    checked = [entry for entry in entries if "eer" in entry]
    for name in sorted({name for entry in checked for name in entry["eer"]}):
        points = [(entry["step"], 100 * entry["eer"][name]) for entry in checked]
        lower.plot(*zip(*points, strict=True), marker="o", markersize=3, label=name)
    lower.set_xlabel("step")
    lower.set_ylabel("equal error rate on val, %")
    if checked:
        lower.legend(fontsize="small")
    figure.savefig(picture, dpi=120)


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, allow_nan=False) + "\n"
