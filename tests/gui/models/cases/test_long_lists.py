"""What is kept from step to step is what a plain count of the whole list gives."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy

from sigverify.gui.models.cases.case import Case, ClerkDecision, Outcome, Verdict
from sigverify.gui.models.cases.queue import QueueOrder, cheque_number
from sigverify.gui.models.cases.session_file import SessionFile
from sigverify.gui.models.cases.worklist import Show, WorkList
from sigverify.gui.views.lists.case_table import CaseTable
from sigverify.reasons import Reason, ReasonCode, free_text
from sigverify.terms import Decision

MADE = ClerkDecision(
    verdict=Verdict.PAY, reason="", note="", clerk="A", decided_at="2026-11-30T10:00:00+01:00"
)
WAITS = replace(MADE, waits=Reason(ReasonCode.AMOUNT_UNKNOWN))


def any_case(rng: random.Random, number: int) -> Case:
    outcome = Outcome(decision=rng.choice(list(Decision)), similarity=0.5)
    return Case(
        id=str(number),
        questioned=Path(f"cheque-{number:06d}.png"),
        specimens=rng.choice([(), (Path("s.png"),)]),
        outcome=rng.choice([None, outcome]),
        problem=rng.choice([None, None, free_text("gone")]),
        clerk=rng.choice([None, None, MADE, WAITS]),
        parked=rng.choice([False, False, True]),
        amount=rng.choice([None, 5.0, 70.0]),
        micr=rng.choice([None, ""]),
    )


def check(worklist: WorkList) -> None:
    """Compare what the list knows with what its cases say."""
    cases = [case for case in worklist if not case.empty]
    assert len(worklist) == len(cases)
    assert +worklist.counts() == Counter(show for show in Show for one in cases if show.shows(one))
    listed = [case for case in cases if case.comparable]
    assert worklist.checked == (sum(case.checked for case in listed), len(listed))
    current = worklist.current
    shown = [one for one in cases if worklist.show.shows(one) or one is current]
    assert worklist.shown == shown
    if not current.empty:
        place = shown.index(current)
        after = shown[place + 1] if place + 1 < len(shown) else None
        assert worklist.neighbour(1) == after
        assert worklist.neighbour(-1) == (shown[place - 1] if place else None)
        around = [*cases[cases.index(current) + 1 :], *cases[: cases.index(current)]]
        wanted = [one for one in around if Show.OPEN.shows(one) and worklist.show.shows(one)]
        assert worklist.next_open() == (wanted[0] if wanted else None)
    unchecked = worklist.unchecked(beside=current.id)
    may_be = [
        one
        for one in cases
        if (one.comparable or one.micr is None) and not one.checked and one is not current
    ]
    assert unchecked in may_be if may_be else unchecked is None


@pytest.mark.parametrize("seed", range(4))
def test_a_list_knows_its_counts_after_any_changes(seed: int) -> None:
    rng = random.Random(seed)
    worklist = WorkList()
    check(worklist)
    removed: list[tuple[int, Case]] = []
    for number in range(300):
        ids = [case.id for case in worklist]
        some = rng.choice(ids)
        kind = rng.randrange(8)
        if kind == 0:
            worklist.add(any_case(rng, 1000 * number + place) for place in range(3))
        elif kind == 1 and not worklist.current.empty:
            removed.append((worklist.place(some), worklist.current))
            worklist.remove(removed[-1][1].id)
        elif kind == 2 and removed:
            place, case = removed.pop()
            worklist.insert(place, case)
            assert worklist.current is case
        elif kind == 3:
            worklist.show = rng.choice(list(Show))
        elif kind == 4 and seed == 0:
            worklist.clear()
        elif kind == 5 and not worklist.current.empty:
            worklist.put(any_case(rng, int(some)))
        else:
            worklist.select(some)
        check(worklist)


def test_a_view_hears_only_of_what_differs() -> None:
    rng = random.Random(1)
    table = CaseTable()
    cases: list[Case] = []
    for number in range(300):
        before = list(cases)
        place = rng.randrange(len(cases) + 1)
        if rng.random() < 0.3:
            cases[place:place] = [any_case(rng, 1000 * number + more) for more in range(3)]
        elif rng.random() < 0.5:
            del cases[place : place + 2]
        for _ in range(2):
            if cases:
                at = rng.randrange(len(cases))
                cases[at] = replace(cases[at], parked=not cases[at].parked)
        told = [QSignalSpy(table.rowsInserted), QSignalSpy(table.rowsRemoved)]
        changed = QSignalSpy(table.dataChanged)
        table.show_cases(list(cases))
        assert list(table.cases) == cases
        assert table.rowCount() == len(cases)
        assert all(table.row_of(case.id) == row for row, case in enumerate(cases))
        assert sum(spy.count() for spy in told) <= 1
        assert changed.count() <= 2
        if [case.id for case in before] == [case.id for case in cases]:
            assert not any(spy.count() for spy in told)
    assert table.row_of("none") == -1


def test_the_queue_sorts_and_finds_cases_in_their_present_state() -> None:
    rng = random.Random(2)
    cases = [any_case(rng, number) for number in range(40)]
    order = QueueOrder()
    assert order.ordered([*cases, Case()]) == cases
    order.sort(cheque_number, descending=True)
    assert order.ordered(cases) == cases[::-1]
    order.text = "000007"
    assert order.ordered(cases) == [cases[7]]
    cases[7] = replace(cases[7], title="another name")
    assert order.ordered(cases) == []
    order.text, order.show = "", Show.PARKED
    order.sort(None, descending=False)
    assert order.ordered(cases) == [case for case in cases if case.parked]


def test_each_save_holds_the_list_as_it_is_then(tmp_path: Path) -> None:
    rng = random.Random(3)
    worklist = WorkList([any_case(rng, number) for number in range(50)])
    file = SessionFile(tmp_path / "worklist.json")
    file.save(worklist, current="7")
    first = file.path.read_text("utf-8")
    worklist.put(replace(worklist.current, title="another name"))
    worklist.remove("4")
    file.save(worklist, current="8")
    second = file.path.read_text("utf-8")
    assert len(set(second.splitlines()) - set(first.splitlines())) == 2  # the head and the case
    back, complaint = SessionFile(file.path).load()
    assert complaint is None
    assert list(back) == list(worklist)
    assert back.current.id == "8"
