"""A site calibrates on its own signatures; from then on commands and window judge by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sigverify.cli.app import run
from sigverify.errors import ExitCode
from sigverify.gui.main_window import MainWindow


def test_a_calibration_from_folders_is_in_force_once_it_is_activated(
    open_window: Callable[[], MainWindow],
    examined: Callable[[MainWindow], None],
    told: Callable[..., Any],
    data: Path,
    tmp_path: Path,
) -> None:
    questioned = data / "demo" / "imitation.png"
    specimens = [data / "demo" / f"specimen-{number}.png" for number in (1, 2, 3)]
    verify = ["verify", questioned, "--json", *[w for path in specimens for w in ("-r", path)]]
    shipped = told(*verify)
    profile = tmp_path / "ours.json"
    calibrate = ["calibrate", data / "made", "-o", profile, "--name", "ours", "--references", "2"]
    calibrate += ["--author", "A. Risk", "--allow-unproven"]
    assert run([str(word) for word in calibrate]) == ExitCode.OK
    assert told(*verify) == shipped, "not in force before it is activated"

    told("calibration", "activate", profile, "--user", "ann")
    ours = told(*verify)
    assert ours["calibration"]["name"] == "ours"
    assert ours["threshold"] != shipped["threshold"]
    window = open_window()
    window.worklist_controller.open_cases([questioned], specimens=specimens)
    examined(window)
    outcome = window.worklist_controller.case.outcome
    assert outcome is not None
    assert (outcome.decision.value, outcome.similarity) == (ours["decision"], ours["similarity"])
    window.close()

    told("calibration", "activate", "--shipped", "--user", "ann")
    assert told(*verify) == shipped
    again = open_window()
    examined(again)
    again.worklist_controller.examine_anew()
    examined(again)
    outcome = again.worklist_controller.case.outcome
    assert outcome is not None
    assert outcome.similarity == shipped["similarity"]
