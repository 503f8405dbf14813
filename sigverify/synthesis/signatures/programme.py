"""The motor programme of a signature: the targets that a hand has learnt, stroke by stroke."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sigverify.synthesis.signatures.glyphs import Glyph


class StrokeRole(IntEnum):
    """The purpose of a pen-down run; it decides how much the run varies."""

    BODY = 0
    DOT = 1
    CROSS = 2
    HEADLINE = 3
    FLOURISH = 4


@dataclass(frozen=True, slots=True)
class Programme:
    """Virtual targets in the order of writing.

    Attributes:
        xy: (n, 2) float64, mm, x to the right, y upwards.
        bow: (n,) float64, bulge of the movement towards a target, to its left, in chord lengths.
        rest: (n,) bool, whether the hand comes to rest at the target (a sharp corner).
        run: (n,) int, the pen is down from the first target of a run to its last.
        role: (n,) int, a ``StrokeRole`` for each target, constant within a run.
        glyph: (n,) int, the letter a target belongs to.
        word: (n,) int, the word a target belongs to.
        x_height: height of a small letter in mm, the scale of every variation.
    """

    xy: NDArray[np.float64]
    bow: NDArray[np.float64]
    rest: NDArray[np.bool_]
    run: NDArray[np.int64]
    role: NDArray[np.int64]
    glyph: NDArray[np.int64]
    word: NDArray[np.int64]
    x_height: float

    def __len__(self) -> int:
        """The number of targets."""
        return len(self.xy)

    def scaled(self, scale: float) -> Programme:
        """The same programme, larger or smaller."""
        return replace(self, xy=self.xy * scale, x_height=self.x_height * scale)

    def moved(self, xy: NDArray[np.float64]) -> Programme:
        """The same programme with other positions of the targets."""
        return replace(self, xy=xy)

    def kept(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Programme:
        """The programme with the targets selected by a mask or a list of indices.

        Raises:
            ValueError: nothing would be left.
        """
        if len(self.xy[which]) == 0:
            raise ValueError("a programme needs at least one target")
        return Programme(
            xy=self.xy[which],
            bow=self.bow[which],
            rest=self.rest[which],
            run=self.run[which],
            role=self.role[which],
            glyph=self.glyph[which],
            word=self.word[which],
            x_height=self.x_height,
        )

    def run_slices(self) -> list[slice]:
        """The targets of each pen-down run."""
        edges = np.flatnonzero(np.diff(self.run)) + 1
        bounds = [0, *edges.tolist(), len(self.run)]
        return [slice(a, b) for a, b in pairwise(bounds)]


class ProgrammeBuilder:
    """Collects targets in x-heights, letter by letter and run by run."""

    def __init__(self) -> None:
        """Start without targets, with the pen lifted."""
        self._points: list[NDArray[np.float64]] = []
        self._marks: list[tuple[int, int, int, int, int]] = []
        self._run = -1
        self._glyph = -1
        self._word = 0
        self._pen_down = False

    def next_word(self) -> None:
        """Lift the pen; the next points belong to another word."""
        self._word += 1
        self.lift()

    def next_glyph(self) -> None:
        """The next points belong to another letter."""
        self._glyph += 1

    def lift(self) -> None:
        """Lift the pen: the next points start a run."""
        self._pen_down = False

    def resume(self) -> None:
        """Put the pen down where it was lifted: the next points continue the last run."""
        self._pen_down = self._run >= 0

    def add(
        self,
        points: NDArray[np.float64],
        *,
        role: StrokeRole = StrokeRole.BODY,
        glyph: int | None = None,
    ) -> None:
        """Append targets (n, 2 or 3: x, y in x-heights, rest) to the current run, or start one.

        They belong to the current letter unless ``glyph`` is the number of an earlier one.
        """
        if not self._pen_down:
            self._run += 1
            self._pen_down = True
        rest = points[:, 2] if points.shape[1] > 2 else np.zeros(len(points))
        self._points.append(points[:, :2])
        self._marks.extend(
            (
                self._run,
                int(role),
                self.glyph if glyph is None else glyph,
                self._word,
                int(value > 0.5),
            )
            for value in rest
        )

    def run_of(
        self, points: NDArray[np.float64], *, role: StrokeRole, glyph: int | None = None
    ) -> None:
        """Append a separate run: the dot of letter ``glyph``, a headline or a flourish."""
        self.lift()
        if glyph is None:
            self.next_glyph()
        self.add(points, role=role, glyph=glyph)
        self.lift()

    def build(self, *, bow: NDArray[np.float64]) -> Programme:
        """The programme with an x-height of one millimetre.

        Args:
            bow: (n,) bulge of each movement, for the ``count`` targets.

        Raises:
            ValueError: nothing was added, or ``bow`` has another length.
        """
        xy = np.concatenate(self._points)
        if bow.shape != (len(xy),):
            raise ValueError(f"{len(xy)} targets need as many bows, not {bow.shape}")
        marks = np.array(self._marks, dtype=np.int64)
        return Programme(
            xy=xy,
            bow=bow,
            rest=marks[:, 4].astype(np.bool_),
            run=marks[:, 0],
            role=marks[:, 1],
            glyph=marks[:, 2],
            word=marks[:, 3],
            x_height=1.0,
        )

    @property
    def count(self) -> int:
        """The number of targets so far."""
        return len(self._marks)

    @property
    def glyph(self) -> int:
        """The number of the current letter."""
        return max(self._glyph, 0)

    @property
    def last(self) -> NDArray[np.float64]:
        """The last target (2,), in x-heights."""
        last: NDArray[np.float64] = self._points[-1][-1]
        return last

    def extent(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the targets so far, in x-heights.

        Raises:
            ValueError: nothing was added.
        """
        xy = np.concatenate(self._points)
        left, bottom = xy.min(axis=0)
        right, top = xy.max(axis=0)
        return float(left), float(bottom), float(right), float(top)


def placed(
    glyph: Glyph, *, x: float, y: float = 0.0, width: float = 1.0, height: float = 1.0
) -> list[NDArray[np.float64]]:
    """A glyph's strokes, scaled at its origin and moved to (x, y), in x-heights."""
    moved = []
    for stroke in glyph.strokes:
        points = stroke.copy()
        points[:, 0] = points[:, 0] * width + x
        points[:, 1] = points[:, 1] * height + y
        moved.append(points)
    return moved
