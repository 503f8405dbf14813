"""How the pool splits a chunk when the process that judges it ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sigverify.batch.items import BatchItem, ItemTable
from sigverify.batch.journal import ChunkResult
from sigverify.batch.pool import Part, Parts
from sigverify.batch.results import ResultRow, failed_row
from sigverify.batch.work import Chunk


def test_an_item_that_ends_its_process_is_a_row(table: Path) -> None:
    plan = _TwoChunks(list(ItemTable(table))[11:15])
    parts = Parts(plan)
    rows: dict[int, Sequence[ResultRow]] = {}
    while (part := parts.next_part()) is not None:
        items = part.chunk.items
        if any(item is plan.items[1] for item in items):
            finished = list(parts.died(part))
        else:
            finished = list(parts.done(part, _result(part)))
        rows |= {result.index: result.rows for result in finished}
    assert [row.error for row in rows[0]] == ["", "fault of the program"]
    assert [row.error for row in rows[1]] == ["", ""]
    assert [row.id for row in rows[0]] == [item.id for item in plan.items[:2]]


class _TwoChunks:
    def __init__(self, items: list[BatchItem]) -> None:
        self.items = items
        self._next = 0

    def next_chunk(self) -> Chunk | None:
        if self._next == 2:
            return None
        self._next += 1
        return Chunk(
            index=self._next - 1,
            items=tuple(self.items[2 * self._next - 2 : 2 * self._next]),
            needed_again=frozenset(),
            awaited=frozenset(),
        )


def _result(part: Part) -> ChunkResult:
    rows = tuple(
        failed_row(item, error="", reason="")._replace(reasons=[]) for item in part.chunk.items
    )
    return ChunkResult(
        index=part.chunk.index, rows=rows, milliseconds=(0.0,) * len(rows), inks={}, read=0
    )
