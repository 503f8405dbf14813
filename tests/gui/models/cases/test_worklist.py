from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.gui.models.cases.case import (
    BoxOrigin,
    Case,
    ClerkDecision,
    Outcome,
    Verdict,
    Withdrawn,
    file_and_page,
)
from sigverify.gui.models.cases.clerk_rules import clerk_name, reason_needed, reasons_for
from sigverify.gui.models.cases.session_file import SessionFile
from sigverify.gui.models.cases.worklist import Show, WorkList
from sigverify.reasons import free_text
from sigverify.settings import Settings
from sigverify.terms import Box, Decision

DECIDED = ClerkDecision(
    verdict=Verdict.RETURN,
    reason="20 Differs",
    note="ü",
    clerk="A",
    decided_at="2026-11-22T10:00:00+01:00",
)


def case(name: str, decision: Decision | None = None, **rest: object) -> Case:
    outcome = None if decision is None else Outcome(decision=decision, similarity=0.25)
    return Case(
        id=name,
        questioned=Path(f"{name}.png"),
        specimens=(Path("s.png"),),
        outcome=outcome,
        **rest,  # type: ignore[arg-type]
    )


@pytest.fixture
def some() -> WorkList:
    return WorkList(
        [
            case("a", Decision.ACCEPT),
            case("b", Decision.REFER),
            case("c", Decision.FLAG, clerk=DECIDED),
            case("d", Decision.FLAG, parked=True),
            case("e"),
            case("f", problem=free_text("gone")),
        ]
    )


def test_each_view_of_the_list_holds_its_cases(some: WorkList) -> None:
    counts = some.counts()
    assert [counts[show] for show in Show] == [6, 4, 2, 0, 1, 1]
    some.show = Show.EXCEPTIONS
    # The current case stays in the list although it is no exception.
    assert [one.id for one in some.shown] == ["a", "b", "f"]


def test_the_counts_follow_every_change(some: WorkList) -> None:
    some.counts()
    some.put(case("a", Decision.ACCEPT, clerk=DECIDED))
    some.remove("b")
    assert [some.counts()[show] for show in Show] == [5, 2, 1, 0, 2, 1]
    some.put(case("a", Decision.FLAG))
    assert [some.counts()[show] for show in Show] == [5, 3, 2, 0, 1, 1]
    some.clear()
    assert sum(some.counts().values()) == 0


def test_stepping_stays_among_the_shown_and_stops_at_the_ends(some: WorkList) -> None:
    assert some.neighbour(-1) is None
    some.show = Show.EXCEPTIONS
    following = some.neighbour(1)
    assert following is not None
    assert following.id == "b"
    some.select("f")
    assert some.neighbour(1) is None


def test_the_next_open_case_is_looked_for_round_the_list(some: WorkList) -> None:
    some.select("f")
    following = some.next_open()
    assert following is not None
    assert following.id == "a"
    some.show = Show.EXCEPTIONS
    following = some.next_open()
    assert following is not None
    assert following.id == "b"


def test_only_cases_that_can_be_examined_are_checked_beside_the_open_one(
    some: WorkList,
) -> None:
    found = some.unchecked(beside="a")
    assert found is not None
    assert found.id == "e"
    assert some.unchecked(beside="e") is None


def test_a_case_without_a_cheque_gives_way_to_new_ones_and_the_list_is_never_empty() -> None:
    worklist = WorkList()
    assert worklist.current.empty
    assert len(worklist) == 0
    worklist.add([case("a"), case("b")])
    assert [one.id for one in worklist] == ["a", "b"]
    worklist.remove("a")
    assert worklist.current.id == "b"
    worklist.remove("b")
    assert worklist.current.empty


def test_the_list_comes_back_from_the_disk_as_it_was(some: WorkList, tmp_path: Path) -> None:
    full = case(
        "g",
        Decision.ACCEPT,
        box=Box(1, 2, 3, 4),
        box_origin=BoxOrigin.CLERK,
        turns=3,
        page=2,
        title="Ä-1",
        amount=12.5,
        turned=True,
        withdrawn=Withdrawn(decision=DECIDED, because="the customer called"),
    )
    some.add([full])
    path = tmp_path / "list.json"
    SessionFile(path).save(some, current=some.current.id)
    back, complaint = SessionFile(path).load()
    assert complaint is None
    assert list(back) == list(some)
    assert back.current == full


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 9}', '{"version": 1}'])
def test_a_list_that_cant_be_read_is_put_aside_and_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(content)
    back, complaint = SessionFile(path).load()
    assert len(back) == 0
    assert complaint is not None
    assert not path.exists()
    assert (tmp_path / "list.broken.json").read_text() == content


@pytest.mark.parametrize(
    "change",
    [
        ('"version": 1', '"version": 2'),
        ('"page": 0', '"page": -1'),
        ('"turns": null', '"turns": 4'),
        ('"amount": null', '"amount": NaN'),
        ('"amount": null', '"amount": 1e999'),
    ],
)
def test_a_list_with_values_that_there_are_not_is_put_aside(
    some: WorkList, tmp_path: Path, change: tuple[str, str]
) -> None:
    path = tmp_path / "worklist.json"
    SessionFile(path).save(some, current=some.current.id)
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change), encoding="utf-8")
    _, complaint = SessionFile(path).load()
    assert complaint is not None


def test_a_return_needs_a_reason_and_so_does_what_differs_from_the_program() -> None:
    accepted, flagged = case("a", Decision.ACCEPT), case("b", Decision.FLAG)
    strict, loose = Settings(), Settings(reason_required=False)
    needed = {
        (one.id, verdict): reason_needed(one, verdict, strict)
        for one in (accepted, flagged)
        for verdict in Verdict
    }
    assert needed == {
        ("a", Verdict.PAY): False,
        ("a", Verdict.RETURN): True,
        ("a", Verdict.REFER): True,
        ("b", Verdict.PAY): True,
        ("b", Verdict.RETURN): True,
        ("b", Verdict.REFER): False,
    }
    assert not reason_needed(flagged, Verdict.PAY, loose)
    assert clerk_name(Settings(clerk=" A. Clerk ")) == "A. Clerk"


def test_reasons_belong_to_decisions() -> None:
    ours = Settings(reasons=("pay: 1 Known", "return, refer: 2 Unlike", "3 Other: see note"))
    assert reasons_for(Verdict.PAY, ours) == ["1 Known", "3 Other: see note"]
    assert reasons_for(Verdict.REFER, ours) == ["2 Unlike", "3 Other: see note"]
    # The reasons that an earlier version saved belonged to no decision.
    earlier = tuple(line.partition(": ")[2] for line in Settings().reasons)
    assert Settings(reasons=earlier) == Settings()


def test_a_specimen_may_be_a_page_of_a_file(tmp_path: Path) -> None:
    assert file_and_page(Path("/a/b.tif#page=3")) == (Path("/a/b.tif"), 2)
    assert file_and_page(Path("/a/b.tif")) == (Path("/a/b.tif"), 0)
    odd = tmp_path / "b#page=2"
    odd.write_bytes(b"")
    assert file_and_page(odd) == (odd, 0)
