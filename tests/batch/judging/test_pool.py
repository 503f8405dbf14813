"""How the pool hands out chunks: when a process ends, and when chunks are large."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from sigverify.batch.input.items import BatchItem, ItemTable
from sigverify.batch.judging.pool import Part, Parts, judge_in_processes
from sigverify.batch.judging.work import Chunk, WorkSettings
from sigverify.batch.output.journal import ChunkResult
from sigverify.batch.output.rows import ResultRow, failed_row
from sigverify.verification.verifier import Verifier


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


def test_chunks_and_results_larger_than_the_pipe_do_not_wait_for_each_other(
    pristine_model: Path, tmp_path: Path
) -> None:
    # Neither a chunk nor its result fits into the buffer of a pipe.
    amount = "9" * 2_000_000
    items = [
        BatchItem(id=str(n), questioned=None, references=(), amount=amount, fault="made up")
        for n in range(12)
    ]
    settings = WorkSettings(
        model=pristine_model,
        calibration=None,
        cache=None,
        spill=None,
        inks=False,
        seen=False,
        identity=Verifier(pristine_model).embedding_identity,
    )
    found: list[ChunkResult] = []

    def judge() -> None:
        found.extend(judge_in_processes(_OneEach(items), settings=settings, processes=1))

    judging = threading.Thread(target=judge, daemon=True)
    judging.start()
    judging.join(60)
    assert not judging.is_alive()
    assert sorted(result.index for result in found) == list(range(12))
    assert all(result.rows[0].amount == amount for result in found)


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


class _OneEach:
    def __init__(self, items: Sequence[BatchItem]) -> None:
        self._left = list(enumerate(items))

    def next_chunk(self) -> Chunk | None:
        if not self._left:
            return None
        index, item = self._left.pop(0)
        return Chunk(index=index, items=(item,), needed_again=frozenset(), awaited=frozenset())


def _result(part: Part) -> ChunkResult:
    rows = tuple(
        failed_row(item, error="", reason="")._replace(reasons=[]) for item in part.chunk.items
    )
    return ChunkResult(
        index=part.chunk.index, rows=rows, milliseconds=(0.0,) * len(rows), inks={}, read=0
    )
