"""Looks for the inks of a batch among all that the records keep, and among the batch's own.

The workers send the code of each questioned ink with its row. The main process looks for it, in the
order of the items, so that the results do not depend on the number of processes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigverify.batch.output.journal import ChunkResult
from sigverify.batch.output.rows import ResultRow, row_text
from sigverify.batch.repeats import Repeats
from sigverify.imaging.ink_code import bitmap_lines, coded_bitmap
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Decision
from sigverify.verification.presentments.checking import Presentments, about, stricter
from sigverify.verification.presentments.entries import SeenInk, decoded, encoded
from sigverify.verification.presentments.index import InkIndex

if TYPE_CHECKING:
    from sigverify.records.database import Records


class JudgedInk(NamedTuple):
    """A questioned ink of an item, on its way to the main process.

    Attributes:
        ink: its code in base64, see `sigverify.verification.presentments.entries.encoded`.
        number: of the signature on a cheque of an account, from 1; 0 for any other item.
        person: the matched signatory; empty if none matches.
        copied: whether it is a copy of a specimen, and suspected anyway.
    """

    ink: str
    number: int
    person: str
    copied: bool


def judged_ink(ink: SeenInk, *, copied: bool, number: int = 0, person: str = "") -> JudgedInk:
    """An ink in the form that a process sends and a journal keeps."""
    text = base64.b64encode(encoded([ink])).decode("ascii")
    return JudgedInk(ink=text, number=number, person=person, copied=copied)


class BatchPresentments:
    """The inks of the records and of the batch so far; the main process has one."""

    def __init__(self, records: Records | None) -> None:
        """Read the records.

        Args:
            records: the open database; without one the workers send no inks, so none is found.

        Raises:
            RecordsError: the records can't be read.
        """
        self._index = InkIndex() if records is None else Presentments(records).refreshed()
        self._repeats = Repeats()
        self._at = datetime.now(UTC).isoformat()

    def again(self, result: ChunkResult) -> ChunkResult:
        """Take over a chunk that an earlier run has looked at."""
        for ink in inks_of(result):
            self._index.add(ink, at=self._at)
        return self._repeats.note(result)

    def checked(self, result: ChunkResult) -> ChunkResult:
        """Look for the images and the inks of a chunk, and add both.

        Returns:
            The chunk with rows that say what was found.
        """
        result = self._repeats.note(result)
        index, first, rows = self._index, len(self._index), list(result.rows)
        judged = [(place, JudgedInk(*one)) for place, some in result.seen.items() for one in some]
        inks = [_decoded(one) for _, one in judged]
        if not inks:
            return result
        before = index.nearest([ink.code.vector for ink in inks])
        found: dict[int, list[tuple[Decision, list[Reason]]]] = {}
        for (place, one), ink, earlier in zip(judged, inks, before, strict=True):
            if not one.copied:
                beside = index.nearest([ink.code.vector], first=first)[0]
                again = index.confirmed(
                    ink,
                    lines=bitmap_lines(coded_bitmap(ink.code.line)),
                    among=np.concatenate([earlier, beside]),
                )
                if again is not None:
                    decision, (_, *reasons) = about(ink.origin, earlier=again)
                    told = [_named(one, reason) for reason in reasons]
                    found.setdefault(place, []).append((decision, told))
            index.add(ink, at=self._at)
        for place, some in found.items():
            of_account = bool(JudgedInk(*result.seen[place][0]).number)
            rows[place] = _changed(rows[place], some, of_account=of_account)
        return replace(result, rows=tuple(rows))


def inks_of(result: ChunkResult) -> Iterator[SeenInk]:
    """Yield the inks of a chunk, to be kept with the batch."""
    for judged in result.seen.values():
        for one in judged:
            yield _decoded(JudgedInk(*one))


def _decoded(one: JudgedInk) -> SeenInk:
    (ink,) = decoded(base64.b64decode(one.ink))
    return ink


def _named(one: JudgedInk, reason: Reason) -> Reason:
    if not one.number:
        return reason
    if one.person:
        return Reason(ReasonCode.SIGNATURE_OF, person=one.person, reason=reason)
    return Reason(ReasonCode.SIGNATURE_NUMBERED, number=one.number, reason=reason)


def _changed(
    row: ResultRow, found: Sequence[tuple[Decision, list[Reason]]], *, of_account: bool
) -> ResultRow:
    """The row of an item whose inks were found again, as `verify` gives the result."""
    decision = Decision(row.decision)
    asked = Decision.FLAG if Decision.FLAG in [one for one, _ in found] else Decision.REFER
    told = [reason for _, reasons in found for reason in reasons]
    # The first reason of an account's cheque stays the one for a stricter decision.
    last = of_account and decision in (Decision.FLAG, Decision.NO_DECISION)
    added = told if last else [Reason(ReasonCode.PRESENTED_BEFORE), *told]
    texts, codes = [row_text(one) for one in added], [one.as_json() for one in added]
    return row._replace(
        decision=stricter(decision, asked).value,
        reasons=[*row.reasons, *texts] if last else [*texts, *row.reasons],
        reason_codes=[*row.reason_codes, *codes] if last else [*codes, *row.reason_codes],
    )
