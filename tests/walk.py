"""Which modules a cheque walks through, in the order in which they are entered.

``python tests/walk.py [command|window]``

Verifies the demo's cheque against its specimens, by the command ``sigverify verify`` or in the
window, and prints each module of the program when one of its functions is called for the first
time, below the step of the verifier that led there. The walk begins when the cheque is read; the
loading of the model is left out.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import sigverify

PACKAGE = Path(sigverify.__file__).resolve().parent
DEMO = PACKAGE.parent / "assets" / "demo"
CHEQUE = DEMO / "cheque-genuine.jpg"
SPECIMENS = [DEMO / f"specimen-{number}.png" for number in (1, 2, 3)]
# Where the steps are called from.
CALLERS = ("verification.verifier", "cli.", "gui.")
# Comprehensions and lambdas belong to a function that was called before them.
NOT_CALLED = ("<module>", "<lambda>", "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>")


class Walk:
    """The modules that a cheque has entered so far.

    Attributes:
        stages: what the verifier and those above it called, in order, each with the modules that
            were entered below it for the first time.
        embedded: how many modules there were when the cheque's signature had been embedded.
        decided: how many there were when the decision was made.
    """

    def __init__(self) -> None:
        self.stages: dict[str, list[str]] = {}
        self.embedded = self.decided = 0
        self._entered: set[str] = set()
        self._begun = False

    def step(self, frame: FrameType, event: str, _: object) -> None:
        """A profile function."""
        code = frame.f_code
        if event != "call" or self.decided or code.co_name in NOT_CALLED:
            return
        name = _module_of(frame)
        # What comes before the cheque is read is the loading of the model.
        self._begun |= code.co_name == "read_scan" and frame.f_locals.get("path") == CHEQUE
        if name is None or not self._begun:
            return
        stage = _stage_of(frame)
        if name not in self._entered:
            self._entered.add(name)
            self.stages.setdefault(stage, []).append(name)
        if code.co_name == "embed" and not self.embedded:
            self.embedded = len(self._entered)
        if code.co_qualname == "Thresholds.decide":
            self.decided = len(self._entered)

    def show(self) -> None:
        """Print it."""
        for stage, modules in self.stages.items():
            print(f"{stage:32} {modules[0]}")
            for name in modules[1:]:
                print(f"{'':32}   {name}")
        steps, turns = len(self.stages), _turns([m for few in self.stages.values() for m in few])
        print(
            f"{self.embedded} modules to an embedding, {self.decided} to a decision, in {steps} "
            f"steps, with {turns} returns to a package that was left"
        )


def _module_of(frame: FrameType) -> str | None:
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(PACKAGE):
        return None
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def _stage_of(frame: FrameType) -> str:
    """The function that the verifier called, or who calls the verifier, on the way to a frame."""
    below, above = frame, frame.f_back
    while above is not None:
        name = _module_of(above)
        if name is not None and name.startswith(CALLERS):
            break
        below, above = above, above.f_back
    return below.f_code.co_qualname


def _turns(modules: list[str]) -> int:
    """How often the way goes back into a package that it had left."""
    packages = [name.split(".")[0] for name in modules if "." in name]
    seen: list[str] = []
    turns = 0
    for package in packages:
        if seen and package != seen[-1]:
            turns += package in seen
        seen.append(package)
    return turns


def by_command(walk: Walk) -> None:
    """``sigverify verify``, in this process."""
    from sigverify.cli.app import run

    words = ["verify", str(CHEQUE), "--json"]
    for path in SPECIMENS:
        words += ["--reference", str(path)]

    def verify() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            run(words)

    _traced(walk, verify)


def by_window(walk: Walk) -> None:
    """The window, without a screen."""
    from PySide6.QtTest import QTest

    from sigverify.gui.app import make_application
    from sigverify.gui.main_window import MainWindow
    from sigverify.gui.tasks import TaskRunner
    from sigverify.settings import Settings, SettingsState

    submit = TaskRunner.submit

    def traced_submit(
        self: TaskRunner,
        work: Callable[..., object],
        **rest: Any,  # noqa: ANN401 - passed on
    ) -> object:
        def traced(*arguments: object) -> object:
            result: list[object] = []
            _traced(walk, lambda: result.append(work(*arguments)))
            return result[0]

        return submit(self, traced, **rest)

    make_application()
    state = SettingsState(values=Settings(), locked=frozenset(), complaint=None)
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(settings=state, data=Path(folder))
        window.start()
        while not window.runner.busy:
            QTest.qWait(20)
        while window.runner.busy:
            QTest.qWait(20)
        setattr(TaskRunner, "submit", traced_submit)  # noqa: B010 - a method is replaced
        _traced(walk, lambda: window.worklist_controller.open_cases([CHEQUE], specimens=SPECIMENS))
        while not walk.decided:
            QTest.qWait(20)
        while window.runner.busy:
            QTest.qWait(20)
        window.close()


def _traced(walk: Walk, work: Callable[[], object]) -> None:
    sys.setprofile(walk.step)
    try:
        work()
    finally:
        sys.setprofile(None)


def main() -> None:
    """Walk and print."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    walk = Walk()
    {"command": by_command, "window": by_window}[(sys.argv[1:] or ["command"])[0]](walk)
    walk.show()


if __name__ == "__main__":
    main()
