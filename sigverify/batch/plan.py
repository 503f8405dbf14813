"""The plan of a batch: a first pass over its items, and the chunks that are still to be judged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from sigverify.batch.accounts import BatchAccounts
from sigverify.batch.input.items import BatchItem, ItemDigest, ItemSource
from sigverify.batch.judging.work import Chunk
from sigverify.errors import DataError

CHUNK_ITEMS: Final = 64
"""Consecutive items that a process judges together; the unit of the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the first pass over the items finds.

    Attributes:
        items: number of items.
        chunk_items: items of a chunk.
        sha256: hash of all items.
        prepared_by: for the hash of each image that several chunks need, the first such chunk.
        text_bytes: total length of all names and fields.
        of_accounts: number of items that are judged by their account.
    """

    items: int
    chunk_items: int
    sha256: str
    prepared_by: dict[int, int]
    text_bytes: int
    of_accounts: int

    @property
    def chunks(self) -> int:
        """Number of chunks; the last one may be shorter."""
        return -(-self.items // self.chunk_items)


def survey_of(items: ItemSource, *, accounts: BatchAccounts) -> Survey:
    """Read all items once, so that faults of the whole input show before the work begins.

    Args:
        items: the items of the batch.
        accounts: the accounts that they name.

    Raises:
        DataError: there is no item, or the items can't be read.
    """
    digest = ItemDigest()
    first: dict[int, int] = {}
    several: dict[int, int] = {}
    count = length = of_accounts = 0
    for count, item in enumerate(items, start=1):
        _note(item, digest=digest, accounts=accounts)
        of_accounts += item.asks_register
        chunk = (count - 1) // CHUNK_ITEMS
        length += len(item.id) + len(item.account) + len(item.amount)
        for part in item.pictures:
            length += len(part.path)
            name = hash(part)
            if first.setdefault(name, chunk) != chunk:
                several[name] = first[name]
    if count == 0:
        raise DataError("There is no item.", remedy="Name a table with at least one line.")
    return Survey(
        items=count,
        chunk_items=CHUNK_ITEMS,
        sha256=digest.hexdigest(),
        prepared_by=several,
        text_bytes=length,
        of_accounts=of_accounts,
    )


def _note(item: BatchItem, *, digest: ItemDigest, accounts: BatchAccounts) -> None:
    """Add an item to a hash, with the hash of its account if the account judges it."""
    digest.add(item, account=accounts.digest(item.account) if item.asks_register else "")


class Plan:
    """Hands out the chunks that are still to be judged.

    Attributes:
        finished: chunks that this run has judged.
        kept: number of chunks, from the first one on, that are in the journal.
    """

    def __init__(
        self,
        items: ItemSource,
        *,
        survey: Survey,
        accounts: BatchAccounts,
        done: int,
        window: int,
    ) -> None:
        """Skip the chunks that are done.

        Args:
            items: the items of the batch.
            survey: the first pass over them.
            accounts: the accounts that they name.
            done: number of chunks, from the first one on, that are in the journal.
            window: how many chunks may be under way or wait for an earlier one.
        """
        self.finished: set[int] = set()
        self.kept = done
        self._accounts = accounts
        self._items = iter(items)
        self._digest = ItemDigest()
        self._prepared_by = survey.prepared_by
        self._window = window
        self._started = done
        self._next = 0
        while self._next < done:
            self._take()

    def next_chunk(self) -> Chunk | None:
        """Return the next chunk; None if none is left or too many wait for an earlier one."""
        if self._next - self.kept >= self._window:
            return None
        index = self._next
        items = self._take()
        if not items:
            return None
        pictures = {part: hash(part) for item in items for part in item.pictures}
        shared = {
            part: self._prepared_by[name]
            for part, name in pictures.items()
            if name in self._prepared_by
        }
        return Chunk(
            index=index,
            first_row=index * CHUNK_ITEMS + 1,
            items=items,
            needed_again=frozenset(shared),
            awaited=frozenset(
                part for part, chunk in shared.items() if self._under_way(chunk, index)
            ),
            accounts={
                number: self._accounts.ready(number)
                for number in dict.fromkeys(item.account for item in items if item.asks_register)
            },
        )

    def digest(self) -> str:
        """Return the hash of all items that were handed out or skipped as already done."""
        for item in self._items:
            self._add(item)
        return self._digest.hexdigest()

    def _take(self) -> tuple[BatchItem, ...]:
        items = tuple(islice(self._items, CHUNK_ITEMS))
        for item in items:
            self._add(item)
        self._next += bool(items)
        return items

    def _add(self, item: BatchItem) -> None:
        _note(item, digest=self._digest, accounts=self._accounts)

    def _under_way(self, chunk: int, index: int) -> bool:
        return self._started <= chunk < index and chunk not in self.finished
