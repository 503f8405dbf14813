"""The queue with a made-up day: each verdict, each decision, each status."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Case, ClerkDecision, Outcome, Verdict
from sigverify.gui.models.cases.particulars import Source, said
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Box, Decision
from tests.screenshots.stage import DEMO, SPECIMENS, wait_for

_FIRST = 418_201
# Account, amount, the program's verdict with its similarity, the clerk's decision.
_ROWS = (
    ("12-345-678", 9_500.0, Decision.ACCEPT, 0.984, Verdict.PAY),
    ("12-345-678", 48_000.5, Decision.ACCEPT, 0.963, Verdict.PAY),
    ("99-000-001", 120.0, Decision.REFER, 0.122, Verdict.REFER),
    ("99-000-001", 75.0, Decision.NO_DECISION, None, Verdict.RETURN),
    ("47-110-020", 3_100.0, Decision.ACCEPT, 0.931, None),
    ("47-110-020", 640.0, Decision.FLAG, 0.002, None),
    ("47-110-020", 18_250.0, Decision.ACCEPT, 0.507, None),
    ("12-345-678", 410.0, Decision.REFER, 0.331, None),
    ("12-345-678", 60_000.0, Decision.REFER, 0.982, None),
)
_PENDING, _PARKED, _SHOWN, _DIFFERS = 1, 7, 0, 8
# Where the demo's cheque is signed.
_SIGNED = Box(x=1150, y=440, w=420, h=150)


def states(window: MainWindow, _folder: Path) -> Iterator[tuple[str, QWidget]]:
    """The queue of a day."""
    window.worklist_controller.worklist.add(_case(place) for place in range(len(_ROWS)))
    window.worklist_controller.select(list(window.worklist_controller.worklist)[_SHOWN].id)
    window.queue.toggle()
    _pictures(window)
    yield "queue", window
    window.queue_page.search.setText("no such number")
    yield "queue-none", window
    window.queue_page.search.setText("")
    many = (replace(_case(number % len(_ROWS)), title=_name(number)) for number in range(500))
    window.worklist_controller.worklist.add(many)
    window.queue.refresh()
    _pictures(window)
    yield "queue-500", window
    window.queue.toggle()


def _pictures(window: MainWindow) -> None:
    """Draw the table once, and wait for its small pictures."""
    window.queue_page.grab()
    wait_for(lambda: not window.runner.busy)


def _name(number: int) -> str:
    return f"2026-11-30_branch-0417_cheque-{_FIRST + number:09d}_front"


def _case(place: int) -> Case:
    account, amount, decision, similarity, verdict = _ROWS[place]
    waits = Reason(ReasonCode.AMOUNT_FROM, amount=10_000.0) if place == _PENDING else None
    number = f"{_FIRST + place:06d}"
    words = [*said(Source.MICR, {"cheque": number}), *said(Source.INDEX, {"account": account})]
    if place == _DIFFERS:
        words += said(Source.MICR, {"account": account[:-1] + "1"})
    return Case(
        title=f"cheque-{_FIRST + place:09d}",
        box=_SIGNED,
        said=tuple(words),
        micr="",
        questioned=DEMO / "cheque-genuine.jpg",
        specimens=tuple(SPECIMENS),
        account=account,
        amount=amount,
        outcome=Outcome(decision=decision, similarity=similarity),
        clerk=None
        if verdict is None
        else ClerkDecision(
            verdict=verdict,
            reason="",
            note="",
            clerk="A. Clerk",
            decided_at="2026-11-30T10:00:00+01:00",
            waits=waits,
        ),
        parked=place == _PARKED,
    )
