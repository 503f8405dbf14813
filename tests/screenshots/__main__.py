"""Pictures of every window in each of its states, from made-up people alone.

``python -m tests.screenshots FOLDER [--language hi] [--scene window]`` writes them for people to
look at: as on a small screen and on a large one, light and dark. ``python -m tests.screenshots
docs/pictures --guide`` writes those of the guide.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

# Left to itself, Qt without a screen takes one of 800 x 800.
os.environ.setdefault(
    "QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('screen.json')}"
)

from PIL import Image
from PySide6.QtTest import QTest

from sigverify.gui.app import enlarge_letters, make_application, translate
from tests.screenshots import account, calibration, queue, register, window
from tests.screenshots.stage import open_window, wait_for

SIZES = {"small": (1280, 720), "large": (1920, 1080)}
_GUIDE_SIZE = (1280, 720)
SCENES = {
    "window": window,
    "queue": queue,
    "account": account,
    "register": register,
    "calibration": calibration,
}
# States that the guide shows, and what their pictures are called.
GUIDE = {
    "start": "window-start",
    "worklist": "window-accept",
    "queue": "window-queue",
    "flagged": "window-refer",
    "accepted-agreement": "window-agreement",
    "reason-wanted": "window-reason",
    "copy": "window-copy",
    "dialog-specimen": "specimen-ink",
    "dialog-settings": "settings",
    "account-two": "window-account",
    "waiting": "approvals",
    "register": "register",
    "wizard-check": "calibration-check",
    "wizard-policy": "calibration-policy",
    "wizard-result": "calibration-result",
}


def take(scene: str, *, size: tuple[int, int], look: str, options: argparse.Namespace) -> None:
    """Write the pictures of one scene."""
    with tempfile.TemporaryDirectory() as made:
        window = open_window(Path(made), appearance=look, language=options.language)
        window.resize(*size)
        # The model is waited for first, or pictures would differ from run to run.
        wait_for(lambda: window.case_controller.examiner)
        for name, widget in SCENES[scene].states(window, Path(made)):
            wanted = name in GUIDE if options.guide else name in (options.only or name).split(",")
            if not wanted:
                continue
            called = f"{name}-{size[0]}-{look}-{options.language}"
            path = options.folder / f"{GUIDE[name] if options.guide else called}.png"
            widget.grab()  # lays out what was never drawn
            QTest.qWait(40)
            widget.grab().save(str(path))
            if options.guide:
                # All colours stay: with a palette, paper gets white patches.
                Image.open(path).convert("RGB").save(path, optimize=True)
            print(path, flush=True)
        window.close()


def main(argv: list[str]) -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scene", choices=SCENES, action="append")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--look", choices=("light", "dark"), action="append")
    parser.add_argument("--language", default="en")
    parser.add_argument("--only", help="states, separated by commas")
    parser.add_argument("--guide", action="store_true", help="only what the guide shows")
    options = parser.parse_args(argv)
    options.folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    translators = translate(app, options.language)
    enlarge_letters(app, options.language)
    sizes = [_GUIDE_SIZE] if options.guide else [SIZES[one] for one in options.size or SIZES]
    looks = ["light"] if options.guide else options.look or ["light", "dark"]
    for scene in options.scene or SCENES:
        for size in sizes:
            for look in looks:
                take(scene, size=size, look=look, options=options)
    del translators
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
