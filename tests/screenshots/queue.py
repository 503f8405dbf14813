"""The queue with a made-up day: each verdict, each decision, each status."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.case import Case, ClerkDecision, Outcome, Verdict
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Decision
from tests.screenshots.stage import DEMO, SPECIMENS

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
_PENDING, _PARKED, _SHOWN = 1, 7, 5


def states(window: MainWindow, _folder: Path) -> Iterator[tuple[str, QWidget]]:
    """The queue of a day."""
    window.worklist_controller.worklist.add(_case(place) for place in range(len(_ROWS)))
    window.worklist_controller.select(list(window.worklist_controller.worklist)[_SHOWN].id)
    window.queue.toggle()
    yield "queue", window
    window.queue.toggle()


def _case(place: int) -> Case:
    account, amount, decision, similarity, verdict = _ROWS[place]
    waits = Reason(ReasonCode.AMOUNT_FROM, amount=10_000.0) if place == _PENDING else None
    return Case(
        title=f"cheque-{_FIRST + place:09d}",
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
