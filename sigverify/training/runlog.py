"""The log of a training, one JSON object a line, and a plot of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from sigverify.errors import DataError, MissingExtraError
from sigverify.files import write_atomically

LOG_NAME: Final = "log.jsonl"
PLOT_NAME: Final = "log.png"


class RunLog:
    """A log that a resumed run continues as if it had never been interrupted."""

    def __init__(self, path: Path, *, keep_until: int) -> None:
        """Open the log and drop the entries after a step.

        Args:
            path: the file; made if it is missing.
            keep_until: the step from which the run continues; -1 drops everything.
        """
        self.path = path
        kept = [entry for entry in read_log(path) if entry["step"] <= keep_until]
        write_atomically(path, "".join(map(_line, kept)).encode())

    def add(self, step: int, **values: Any) -> None:  # noqa: ANN401 - any JSON value
        """Append what is known of a step.

        Args:
            step: batches done.
            values: ``loss`` and ``seconds`` of a batch; ``error`` and ``figures`` of a validation.
        """
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(_line({"step": step, **values}))


def read_log(path: Path) -> list[dict[str, Any]]:
    """The entries of a log in their order, none if there is no log; skips a torn last line.

    Raises:
        DataError: another line is not an entry.
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
                    f"{path}: line {number} is not an entry of a training log.",
                    remedy="Train again with --no-resume.",
                ) from error
    return entries


def plot_log(path: Path, *, picture: Path) -> None:
    """Draw a log: the loss above, the error rates of the validations below.

    Args:
        path: the log.
        picture: the file to write; its suffix decides the format.

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
    validated = [entry for entry in entries if "figures" in entry]
    for name in sorted({name for entry in validated for name in entry["figures"]}):
        points = [
            (entry["step"], 100 * entry["figures"][name])
            for entry in validated
            if name in entry["figures"]
        ]
        lower.plot(*zip(*points, strict=True), marker="o", markersize=3, label=name)
    lower.set_xlabel("step")
    lower.set_ylabel("validation, %")
    if validated:
        lower.legend(fontsize="small")
    figure.savefig(picture, dpi=120)


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, allow_nan=False) + "\n"
