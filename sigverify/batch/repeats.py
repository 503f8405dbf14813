"""Names the items of a batch whose cheque is that of an earlier item."""

from __future__ import annotations

from dataclasses import replace

from sigverify.batch.output.journal import ChunkResult
from sigverify.batch.output.rows import ResultRow
from sigverify.reasons import Reason, ReasonCode
from sigverify.wording import english


class Repeats:
    """The images of the items so far, by their hashes."""

    def __init__(self) -> None:
        """Start before the first item."""
        self._first: dict[int, tuple[int, str]] = {}
        self._items = 0

    def note(self, result: ChunkResult) -> ChunkResult:
        """Take the items of the next chunk into account.

        Args:
            result: a chunk, in the order of the batch.

        Returns:
            The chunk, in which each item with the image, page and box of an earlier one has
            one more reason, which names the earlier one. Its decision stays as it was.
        """
        rows = tuple(map(self._named, result.rows))
        return result if rows == result.rows else replace(result, rows=rows)

    def _named(self, row: ResultRow) -> ResultRow:
        self._items += 1
        if not row.sha256:
            return row
        # A hash takes less memory than the values it replaces.
        key = hash((row.sha256, row.page, tuple(row.box or ())))
        number, item = self._first.setdefault(key, (self._items, row.id))
        if number == self._items:
            return row
        reason = Reason(ReasonCode.IMAGE_SEEN_BEFORE, item=item, number=number)
        return row._replace(
            reasons=[*row.reasons, english(reason)],
            reason_codes=[*row.reason_codes, reason.as_json()],
        )
