"""Finds the same ink among very many: candidates by their vectors, then the copy check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image, Matrix
from sigverify.imaging.ink_code import (
    COLUMNS,
    DIRECTIONS,
    ROWS,
    VECTOR_LENGTH,
    bitmap_lines,
    coded_bitmap,
    frames_laid_together,
)
from sigverify.imaging.registration import InkLines, register
from sigverify.verification.copies import HOPELESS_SHARE, calls_copy
from sigverify.verification.presentments.entries import Origin, SeenInk

# Figures: tests/benchmarks/presentments.py (docs/decisions/0021-duplicate-presentment.md).
# Candidates by their vectors, and how many of them are registered from their frames.
CANDIDATES: Final = 12
REGISTERED: Final = 2
# If the candidate with the nearest vector has less than this share of its line near the questioned
# one, its frame may be wrong, and it is registered from all angles. Of 130 re-scanned copies those
# that were not found from their frames shared 0.41 at most.
SURE_SHARE: Final = 0.5
# As many are found by the sums of neighbouring parts of their vectors first, a quarter as long.
_BY_SUMS: Final = 256
_SUMS_LENGTH: Final = VECTOR_LENGTH // 4
_ROOM: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierInk:
    """An ink that was found again.

    Attributes:
        origin: where it comes from.
        at: when it was examined, UTC, ISO 8601.
    """

    origin: Origin
    at: str


class InkIndex:
    """The inks seen so far, in memory: some kilobyte each."""

    def __init__(self) -> None:
        """Start empty."""
        self._vectors: NDArray[np.uint8] = np.empty((_ROOM, VECTOR_LENGTH), np.uint8)
        self._sums: NDArray[np.float32] = np.empty((_ROOM, _SUMS_LENGTH), np.float32)
        self._lines: list[bytes] = []
        self._earlier: list[EarlierInk] = []
        self._specimens: set[str] = set()

    def __len__(self) -> int:
        """The number of inks."""
        return len(self._lines)

    def knows_specimen(self, sha256: str) -> bool:
        """Whether a specimen's file is among the inks."""
        return sha256 in self._specimens

    def add(self, ink: SeenInk, *, at: str) -> None:
        """Add an ink.

        Args:
            ink: the ink.
            at: when it was examined, UTC, ISO 8601.
        """
        count = len(self._lines)
        if count == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
            self._sums = np.concatenate([self._sums, np.empty_like(self._sums)])
        self._vectors[count] = ink.code.vector
        self._sums[count] = _sums(ink.code.vector[None])[0]
        self._lines.append(ink.code.line)
        self._earlier.append(EarlierInk(origin=ink.origin, at=at))
        if ink.origin.specimen:
            self._specimens.add(ink.origin.sha256)

    def nearest(self, vectors: Sequence[NDArray[np.uint8]], *, first: int = 0) -> NDArray[np.intp]:
        """(n, k) the numbers of the most similar inks for some vectors, in no order.

        Args:
            vectors: of the questioned inks, at least one.
            first: the least number.
        """
        wanted = np.stack(vectors)
        count = len(self._lines) - first
        if count <= CANDIDATES:
            return np.tile(np.arange(first, first + count), (len(vectors), 1))
        products = self._sums[first : first + count] @ _sums(wanted).T
        kept = min(_BY_SUMS, count)
        found = np.argpartition(-products.T, kept - 1, axis=1)[:, :kept]
        exact = np.einsum(
            "nkv,nv->nk",
            self._vectors[first + found].astype(np.float32),
            wanted.astype(np.float32),
        )
        best = np.argpartition(-exact, CANDIDATES - 1, axis=1)[:, :CANDIDATES]
        return np.asarray(first + np.take_along_axis(found, best, axis=1), dtype=np.intp)

    def find(self, ink: SeenInk, *, lines: InkLines) -> EarlierInk | None:
        """The same ink, seen on another item; None if there is none.

        Args:
            ink: the questioned ink.
            lines: it, ready for registration.
        """
        return self.confirmed(ink, lines=lines, among=self.nearest([ink.code.vector])[0])

    def confirmed(
        self, ink: SeenInk, *, lines: InkLines, among: NDArray[np.intp]
    ) -> EarlierInk | None:
        """The candidate whose lines coincide with a questioned ink's; None if none does.

        Args:
            ink: the questioned ink; the same examination of it does not count.
            lines: it, ready for registration.
            among: the candidates' numbers.
        """
        others: list[int] = [
            number
            for number in sorted(among.tolist())
            if not ink.origin.same_examination(self._earlier[number].origin)
        ]
        for number in others:
            if self._is_same_file(ink, number):
                return self._earlier[number]
        laid: list[tuple[float, int, Image, Matrix]] = []
        for number in others:
            bitmap = coded_bitmap(self._lines[number])
            matrix, share = frames_laid_together(bitmap, lines)
            laid.append((share, number, bitmap, matrix))
        if not laid:
            return None
        wanted = ink.code.vector.astype(np.float32)
        nearest = max(laid, key=lambda one: float(self._vectors[one[1]] @ wanted))
        laid.sort(key=lambda one: -one[0])
        for _, number, bitmap, matrix in laid[:REGISTERED]:
            found = register(bitmap_lines(bitmap), lines, least_share=HOPELESS_SHARE, start=matrix)
            if calls_copy(found):
                return self._earlier[number]
        # A ruled line or a speck beside the ink, or a part that is lost, shifts its frame.
        share, number, bitmap, _ = nearest
        if share < SURE_SHARE and calls_copy(
            register(bitmap_lines(bitmap), lines, least_share=HOPELESS_SHARE)
        ):
            return self._earlier[number]
        return None

    def _is_same_file(self, ink: SeenInk, number: int) -> bool:
        """Whether an ink is that of the same image file: then nothing is to be registered."""
        same = self._earlier[number].origin.sha256 == ink.origin.sha256
        return same and self._lines[number] == ink.code.line


def _sums(vectors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, VECTOR_LENGTH / 4) the vectors with two rows and two columns of parts in one."""
    parts = vectors.reshape(len(vectors), DIRECTIONS, ROWS // 2, 2, COLUMNS // 2, 2)
    return np.asarray(parts.sum(axis=(3, 5)).reshape(len(vectors), -1), dtype=np.float32)
