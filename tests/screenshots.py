"""Pictures of the window in each of its states, from made-up cases alone.

``python -m tests.screenshots FOLDER [--small] [--language de]`` writes them: at 1280 x 720 and
1920 x 1080, light and dark, for people to look at. ``python -m tests.screenshots docs/pictures
--guide`` writes those of the guide.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from sigverify.gui.app import make_application, translate
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.case import Verdict
from sigverify.gui.trouble import Trouble
from sigverify.gui.views.about_dialog import AboutDialog
from sigverify.gui.views.comparison_panel import Mode
from sigverify.gui.views.help_dialog import HelpDialog
from sigverify.gui.views.settings_dialog import SettingsDialog
from sigverify.gui.views.trouble_dialog import TroubleDialog
from sigverify.paths import shipped_folder
from sigverify.settings import Settings, SettingsState
from sigverify.terms import Box

DEMO = shipped_folder("assets") / "demo"
SPECIMENS = sorted(DEMO.glob("specimen-*.png"))
SIZES = ((1280, 720), (1920, 1080))
_TIGHT = Box(x=1195, y=478, w=372, h=100)
_LIMIT_S = 60.0
# States that the guide shows, and what their pictures are called.
GUIDE = {
    "start": "desk-start",
    "worklist": "desk-accept",
    "flagged": "desk-refer",
    "accepted-agreement": "desk-agreement",
    "reason-wanted": "desk-reason",
    "copy": "desk-copy",
}


def wait_for(condition: Callable[[], object]) -> None:
    """Let the window work until something is so."""
    end = time.monotonic() + _LIMIT_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to rest")
        QTest.qWait(20)


def settle(window: MainWindow) -> None:
    """Wait until nothing is under way."""
    bench = window.desk.bench
    QTest.qWait(80)
    wait_for(
        lambda: (
            not window.runner.busy
            and not bench.waiting
            and (bench.examination or window.desk.case.problem or window.desk.case.empty)
        )
    )
    QTest.qWait(60)


def open_window(folder: Path, *, appearance: str, language: str) -> MainWindow:
    """The window with the shipped model."""
    values = Settings.model_validate(
        {"clerk": "A. Clerk", "appearance": appearance, "language": language}
    )
    locked = frozenset({"calibration", "allow_export"})
    state = SettingsState(values=values, locked=locked, complaint=None)
    window = MainWindow(settings=state, data=folder / "data")
    window.show()
    window.start()
    wait_for(lambda: window.desk.bench.examiner)
    return window


def states(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Each state of the window by name, and the dialogs."""
    desk = window.desk
    yield "start", window
    desk.add_specimens(SPECIMENS)
    settle(window)
    yield "specimens-only", window
    desk.clear()
    desk.open_cases([DEMO / "cheque-genuine.jpg"], specimens=[])
    settle(window)
    yield "cheque-only", window
    desk.clear()
    desk.open_cases([DEMO / "genuine.png"], specimens=SPECIMENS)
    settle(window)
    yield "accepted", window
    for mode in (Mode.OVERLAY, Mode.BLINK, Mode.AGREEMENT):
        window.comparison.set_mode(mode)
        yield f"accepted-{mode.name.lower()}", window
    window.comparison.set_mode(Mode.AGREEMENT)
    desk.clear()
    desk.open_cases([DEMO / "imitation.png"], specimens=SPECIMENS)
    settle(window)
    yield "referred", window
    window.comparison.set_mode(Mode.SIDE_BY_SIDE)
    desk.clear()
    window.errands.open_demo()
    wait_for(lambda: all(case.checked for case in desk.worklist))
    settle(window)
    yield "worklist", window
    desk.step(1)
    settle(window)
    desk.set_box(_TIGHT)
    settle(window)
    yield "flagged", window
    window.form.choose(Verdict.RETURN)
    window.form.choose(Verdict.PAY)
    yield "reason-wanted", window
    window.form.reason.setCurrentIndex(2)
    window.form.note.setText("Called the customer at 10:40")
    desk.settings = desk.settings.model_copy(update={"go_on": False})
    window.form.record()
    settle(window)
    yield "decided", window
    desk.step(1)
    settle(window)
    yield "unsigned", window
    desk.clear()
    desk.open_cases([SPECIMENS[0]], specimens=SPECIMENS)
    settle(window)
    yield "copy", window
    desk.clear()
    blank = folder / "blank.png"
    blank.write_bytes(cv2.imencode(".png", np.full((600, 1400), 246, np.uint8))[1].tobytes())
    desk.open_cases([blank], specimens=SPECIMENS[:1])
    settle(window)
    yield "no-decision", window
    desk.clear()
    broken = folder / "broken scan.png"
    broken.write_bytes(b"no picture")
    desk.open_cases([broken, DEMO / "genuine.png"], specimens=[*SPECIMENS[:2], broken])
    settle(window)
    yield "error", window
    desk.clear()
    desk.open_cases([DEMO / "cheque-genuine.jpg"], specimens=SPECIMENS)
    settle(window)
    desk.turn(1)
    settle(window)
    yield "turned", window
    desk.clear()
    settle(window)
    trouble = Trouble(
        message="ValueError: an unforeseen thing",
        remedy="This is a bug. Please report it with the last entry of errors.log.",
        details="Traceback (most recent call last):\n  ...\nValueError: an unforeseen thing",
    )
    dialogs: list[tuple[str, QDialog]] = [
        ("dialog-settings", SettingsDialog(window.settings, parent=window)),
        ("dialog-about", AboutDialog(desk.bench.examiner, parent=window)),
        ("dialog-help", HelpDialog(window)),
        ("dialog-error", TroubleDialog(trouble, parent=window)),
    ]
    for name, dialog in dialogs:
        dialog.show()
        QTest.qWait(60)
        yield name, dialog
        dialog.close()


def main(argv: list[str]) -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--small", action="store_true", help="only 1280 x 720")
    parser.add_argument("--language", default="en")
    parser.add_argument("--appearance", choices=("light", "dark"))
    parser.add_argument("--only", help="states, separated by commas")
    parser.add_argument("--guide", action="store_true", help="only what the guide shows")
    wanted = parser.parse_args(argv)
    only = set(GUIDE) if wanted.guide else set((wanted.only or "").split(","))
    wanted.folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    translators = translate(app, wanted.language)
    looks = [wanted.appearance] if wanted.appearance else ["light", "dark"][: 2 - wanted.guide]
    for width, height in SIZES[:1] if wanted.small or wanted.guide else SIZES:
        for look in looks:
            with tempfile.TemporaryDirectory() as made:
                window = open_window(Path(made), appearance=look, language=wanted.language)
                window.resize(width, height)
                QTest.qWait(50)
                for name, widget in states(window, Path(made)):
                    if only - {""} and name not in only:
                        continue
                    QTest.qWait(40)
                    called = f"{name}-{width}-{look}-{wanted.language}"
                    path = wanted.folder / f"{GUIDE[name] if wanted.guide else called}.png"
                    widget.grab().save(str(path))
                    if wanted.guide:
                        # A third of the size, and no eye sees it.
                        Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)
                    print(json.dumps(str(path)))
                window.close()
    del translators
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
