"""The work list: several cases, one of which is current."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

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
        if self is Show.OPEN:
            return case.clerk is None and not case.parked
        if self is Show.EXCEPTIONS:
            return case.clerk is None and not case.parked and case.needs_a_look
        if self is Show.PENDING:
            return case.pending
        if self is Show.DECIDED:
            return case.settled
        if self is Show.PARKED:
            return case.parked
        return True


class WorkList:
    """Cases in the order of their arrival; one is always current, at first an empty one."""

    def __init__(self, cases: Iterable[Case] = (), *, current: str | None = None) -> None:
        """Begin with some cases.

        Args:
            cases: the first cases.
            current: the ``id`` of the current one; the first if there is no such case.
        """
        self._cases = {case.id: case for case in cases}
        if not self._cases:
            self._add_blank()
        self._current = current if current in self._cases else next(iter(self._cases))
        self.show = Show.ALL
        # The views that show each case, as bits; a day may have ten thousand cases.
        self._views: dict[str, tuple[Case, int]] = {}

    def __iter__(self) -> Iterator[Case]:
        """All cases."""
        return iter(tuple(self._cases.values()))

    def __len__(self) -> int:
        """The number of cases without empty ones."""
        return sum(not case.empty for case in self._cases.values())

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
        return [
            case
            for case in self
            if not case.empty and (self.show.shows(case) or case.id == self._current)
        ]

    def add(self, cases: Iterable[Case]) -> None:
        """Add cases and make the first current; a current case without a cheque is replaced."""
        new = list(cases)
        if not new:
            return
        if self.current.questioned is None:
            del self._cases[self._current]
        self._cases.update((case.id, case) for case in new)
        self._current = new[0].id

    def put(self, case: Case) -> None:
        """Replace the case with the same id; a removed case stays removed."""
        if case.id in self._cases:
            self._cases[case.id] = case

    def select(self, case_id: str) -> bool:
        """Make a case current; False if there is none with this id."""
        if case_id not in self._cases:
            return False
        self._current = case_id
        return True

    def insert(self, place: int, case: Case) -> None:
        """Put a case at a place, counted from 0, and make it current."""
        cases = [known for known in self._cases.values() if not known.empty]
        cases.insert(place, case)
        self._cases = {known.id: known for known in cases}
        self._current = case.id

    def place(self, case_id: str) -> int:
        """The place of a case in the order of arrival, counted from 0."""
        return list(self._cases).index(case_id)

    def remove(self, case_id: str) -> None:
        """Remove a case; its neighbour becomes current if the case was."""
        names = list(self._cases)
        if case_id not in names:
            return
        place = names.index(case_id)
        del self._cases[case_id]
        names.pop(place)
        if not names:
            names = [self._add_blank()]
        if self._current == case_id:
            self._current = names[min(place, len(names) - 1)]

    def clear(self) -> None:
        """Remove all cases."""
        self._cases.clear()
        self._current = self._add_blank()

    def neighbour(self, step: int) -> Case | None:
        """The case this many steps further among those shown; None at the end of the list."""
        shown = self.shown
        names = [case.id for case in shown]
        if self._current not in names:
            return shown[0] if shown else None
        place = names.index(self._current) + step
        return shown[place] if 0 <= place < len(shown) else None

    def next_open(self) -> Case | None:
        """The next open case among those shown; after the end of the list, from its start."""
        cases = list(self)
        place = cases.index(self.current)
        for case in cases[place + 1 :] + cases[:place]:
            if not case.empty and Show.OPEN.shows(case) and self.show.shows(case):
                return case
        return None

    def unchecked(self, *, beside: str) -> Case | None:
        """The first case that can be and has not been examined, apart from one.

        A cheque without specimens is examined once too, for what its MICR line says.
        """
        for case in self:
            unread = case.questioned is not None and case.micr is None
            if (case.comparable or unread) and not case.checked and case.id != beside:
                return case
        return None

    @property
    def lacking(self) -> list[Case]:
        """The open cases that have a cheque and nothing to compare it with."""
        return [
            case for case in self if case.questioned and not case.comparable and case.clerk is None
        ]

    @property
    def specimens_before(self) -> Case | None:
        """The last case before the current one that has specimens of its own; None if none has."""
        earlier = list(self)[: self.place(self.current.id)]
        return next((case for case in reversed(earlier) if case.specimens), None)

    def counts(self) -> Counter[Show]:
        """The number of cases in each view of the list."""
        known, self._views = self._views, {}
        for case in self._cases.values():
            before = known.get(case.id)
            if before is None or before[0] is not case:
                before = case, _views_of(case)
            self._views[case.id] = before
        alike = Counter(views for _, views in self._views.values())
        return Counter(
            {
                show: sum(count for views, count in alike.items() if views >> place & 1)
                for place, show in enumerate(Show)
            }
        )

    def _add_blank(self) -> str:
        """Add an empty case, since the list always has a current one; returns its id."""
        blank = Case()
        self._cases[blank.id] = blank
        return blank.id


def _views_of(case: Case) -> int:
    """The views that show a case, as bits in the order of `Show`."""
    if case.empty:
        return 0
    return sum(show.shows(case) << place for place, show in enumerate(Show))
