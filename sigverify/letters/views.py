"""Chooses among several images of one side of a cheque."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from sigverify.letters.items import ImageView


class Side(StrEnum):
    """A side of a cheque."""

    FRONT = "front"
    BACK = "back"


class View(NamedTuple):
    """One image of a cheque as the letter describes it.

    Attributes:
        side: the side that it shows.
        image: its place, or why it can't be used.
        bilevel: it has two levels only; an image in grey or colour shows more of a pen's line.
    """

    side: Side
    image: ImageView | str
    bilevel: bool


def chosen(views: Iterable[View], side: Side) -> ImageView | str | None:
    """Return the best image of a side, why none can be used, or None if there is none at all.

    Grey and colour come before two levels; otherwise the first one of the letter is taken.
    """
    best: View | None = None
    refused: str | None = None
    for view in views:
        if view.side is not side:
            continue
        if isinstance(view.image, str):
            refused = refused or view.image
        elif best is None or (best.bilevel and not view.bilevel):
            best = view
    return refused if best is None else best.image
