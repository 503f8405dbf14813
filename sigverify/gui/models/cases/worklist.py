"""The work list: several cases, one of which is current."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain, islice
from typing import Final

from sigverify.gui.models.cases.case import Case


class Show(StrEnum):
    """Which cases the list shows."""

    ALL = "all"
    OPEN = "open"
    EXCEPTIONS = "exceptions"
    PENDING = "pending"
    DECIDED = "decided"
    PARKED = "parked"

    def shows(self, case: Case) -> bool:
        """Whether the list shows a case."""
        return bool(_facts_of(case) & _VIEWS[self])


class WorkList:
    """Cases in the order of their arrival; one is always current, at first an empty one.

    A day may have ten thousand cases. What is counted is therefore counted when a case
    changes, and no step goes through the whole list in Python.
    """

    def __init__(self, cases: Iterable[Case] = (), *, current: str | None = None) -> None:
        """Begin with some cases.

        Args:
            cases: the first cases.
            current: the ``id`` of the current one; the first if there is no such case.
        """
        self._cases: dict[str, Case] = {}
        self._facts: dict[str, int] = {}
        self._alike: Counter[int] = Counter()
        self._unchecked: dict[str, None] = {}
        self._order: tuple[list[str], dict[str, int]] | None = None
        self.show = Show.ALL
        for case in cases:
            self._keep(case)
        if not self._cases:
            self._add_blank()
        self._current = current if current in self._cases else next(iter(self._cases))

    def __iter__(self) -> Iterator[Case]:
        """All cases."""
        return iter(tuple(self._cases.values()))

    def __len__(self) -> int:
        """The number of cases without empty ones."""
        return len(self._cases) - self._alike[_EMPTY]

    @property
    def current(self) -> Case:
        """The current case."""
        return self._cases[self._current]

    def get(self, case_id: str) -> Case | None:
        """The present state of a case; None if it was removed."""
        return self._cases.get(case_id)

    @property
    def shown(self) -> list[Case]:
        """The cases that the list shows; the current one is always among them."""
        if self.show is Show.ALL and not self._alike[_EMPTY]:
            return list(self._cases.values())
        facts, view, current = self._facts, _VIEWS[self.show], self._current
        return [
            case
            for case_id, case in self._cases.items()
            if facts[case_id] & view or (case_id == current and facts[case_id] != _EMPTY)
        ]

    def add(self, cases: Iterable[Case]) -> None:
        """Add cases and make the first current; a current case without a cheque is replaced."""
        new = list(cases)
        if not new:
            return
        if self.current.questioned is None:
            self._drop(self._current)
        for case in new:
            self._keep(case)
        self._current = new[0].id

    def put(self, case: Case) -> None:
        """Replace the case with the same id; a removed case stays removed."""
        if case.id in self._cases:
            self._keep(case)

    def select(self, case_id: str) -> bool:
        """Make a case current; False if there is none with this id."""
        if case_id not in self._cases:
            return False
        self._current = case_id
        return True

    def insert(self, place: int, case: Case) -> None:
        """Put a case at a place, counted from 0, and make it current."""
        for known in list(self._cases.values()):
            if known.empty:
                self._drop(known.id)
        self._keep(case)
        ids = [case_id for case_id in self._cases if case_id != case.id]
        ids.insert(place, case.id)
        self._cases = {case_id: self._cases[case_id] for case_id in ids}
        self._order = None
        self._current = case.id

    def place(self, case_id: str) -> int:
        """The place of a case in the order of arrival, counted from 0."""
        return self._places()[1][case_id]

    def remove(self, case_id: str) -> None:
        """Remove a case; its neighbour becomes current if the case was."""
        if case_id not in self._cases:
            return
        ids, places = self._places()
        place = places[case_id]
        beside = ids[place + 1 : place + 2] or ids[max(place - 1, 0) : place]
        self._drop(case_id)
        if self._current == case_id:
            self._current = beside[0] if beside else self._add_blank()

    def clear(self) -> None:
        """Remove all cases."""
        for kept in (self._cases, self._facts, self._alike, self._unchecked):
            kept.clear()
        self._current = self._add_blank()

    def neighbour(self, step: int) -> Case | None:
        """The case this many steps further among those shown; None at the end of the list."""
        ids, places = self._places()
        facts, view = self._facts, _VIEWS[self.show]
        if facts[self._current] == _EMPTY:
            return next(iter(self.shown), None)
        place, way = places[self._current], 1 if step > 0 else -1
        for _ in range(abs(step)):
            place += way
            while 0 <= place < len(ids) and not facts[ids[place]] & view:
                place += way
        return self._cases[ids[place]] if 0 <= place < len(ids) else None

    def next_open(self) -> Case | None:
        """The next open case among those shown; after the end of the list, from its start."""
        ids, places = self._places()
        place = places[self._current]
        wanted = _VIEWS[self.show] | _VIEWS[Show.OPEN]
        others = chain(islice(ids, place + 1, None), islice(ids, place))
        found = (case_id for case_id in others if self._facts[case_id] & wanted == wanted)
        return self._cases.get(next(found, ""))

    def unchecked(self, *, beside: str) -> Case | None:
        """The first case that can be and has not been examined, apart from one.

        A cheque without specimens is examined once too, for what its MICR line says.
        """
        found = next((case_id for case_id in self._unchecked if case_id != beside), None)
        return None if found is None else self._cases[found]

    @property
    def lacking(self) -> list[Case]:
        """The open cases that have a cheque and nothing to compare it with."""
        return [
            case for case in self if case.questioned and not case.comparable and case.clerk is None
        ]

    @property
    def specimens_before(self) -> Case | None:
        """The last case before the current one that has specimens of its own; None if none has."""
        ids, places = self._places()
        earlier = (self._cases[ids[at]] for at in range(places[self._current] - 1, -1, -1))
        return next((case for case in earlier if case.specimens), None)

    def counts(self) -> Counter[Show]:
        """The number of cases in each view of the list."""
        return Counter({show: self._number(view) for show, view in _VIEWS.items()})

    @property
    def checked(self) -> tuple[int, int]:
        """How many of the cases that can be compared have been examined, and how many there are."""
        return self._number(_COMPARABLE | _CHECKED), self._number(_COMPARABLE)

    def _number(self, wanted: int) -> int:
        return sum(count for facts, count in self._alike.items() if facts & wanted == wanted)

    def _places(self) -> tuple[list[str], dict[str, int]]:
        """The ids in order, and the place of each."""
        if self._order is None:
            ids = list(self._cases)
            self._order = ids, dict(zip(ids, range(len(ids)), strict=True))
        return self._order

    def _keep(self, case: Case) -> None:
        """Add a case, or replace the one with its id, and count it anew."""
        before, now = self._facts.get(case.id), _facts_of(case)
        self._cases[case.id] = case
        if before is None:
            self._order = None
        elif before == now:
            return
        else:
            self._alike[before] -= 1
        self._alike[now] += 1
        self._facts[case.id] = now
        if now & _UNCHECKED:
            self._unchecked[case.id] = None
        else:
            self._unchecked.pop(case.id, None)

    def _drop(self, case_id: str) -> None:
        del self._cases[case_id]
        self._alike[self._facts.pop(case_id)] -= 1
        self._unchecked.pop(case_id, None)
        self._order = None

    def _add_blank(self) -> str:
        """Add an empty case, since the list always has a current one; returns its id."""
        blank = Case()
        self._keep(blank)
        return blank.id


# What is known of a case: the views that show it, and whether it can be and has been examined.
_VIEWS: Final = {show: 1 << place for place, show in enumerate(Show)}
_COMPARABLE, _CHECKED, _UNCHECKED = (1 << len(Show) + place for place in range(3))
_EMPTY: Final = 0


def _facts_of(case: Case) -> int:
    if case.empty:
        return _EMPTY
    facts = _VIEWS[Show.ALL]
    if case.parked:
        facts |= _VIEWS[Show.PARKED]
    if case.clerk is not None:
        facts |= _VIEWS[Show.PENDING if case.pending else Show.DECIDED]
    elif not case.parked:
        facts |= _VIEWS[Show.OPEN]
        if case.needs_a_look:
            facts |= _VIEWS[Show.EXCEPTIONS]
    if case.comparable:
        facts |= _COMPARABLE
    if case.checked:
        return facts | _CHECKED
    unread = case.questioned is not None and case.micr is None
    return facts | _UNCHECKED if case.comparable or unread else facts
