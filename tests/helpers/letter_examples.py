"""Small letters of both formats, for the fuzzer."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.helpers.cts_letters import Item, three_views, write_cts
from tests.helpers.letters import Cheque, both_sides, letter


@dataclass(frozen=True, kw_only=True)
class CtsExample:
    """The two files of a letter."""

    xml: str
    images_name: str
    images: bytes


def x9_examples() -> list[bytes]:
    """Return letters of four layouts, with items of each kind."""
    items = [
        Cheque(pictures=both_sides(1)),
        Cheque(type="31", pictures=both_sides(2)),
        Cheque(type="61", pictures=both_sides(3)),
        Cheque(type="62"),
    ]
    return [
        letter(items, prefix=prefix, encoding=encoding)
        for prefix in ("big", "")
        for encoding in ("latin-1", "cp037")
    ]


@cache
def cts_example() -> CtsExample:
    """Return a letter of two cheques."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        items = [Item(views=three_views(hand)) for hand in (1, 2)]
        path = write_cts(folder, items, head="")
        (images,) = folder.glob("*.img")
        return CtsExample(
            xml=path.read_text("utf-8"), images_name=images.name, images=images.read_bytes()
        )
