"""So many signatures of each writer, each signature once however often it was drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sigverify.datasets.manifest import ManifestItem
from sigverify.terms import Label, Split
from sigverify.training.encoder.pool import PoolPlan, choose_pool
from sigverify.training.signatures.canvases import CanvasSet
from sigverify.training.signatures.corpus import Examples

PLAN = PoolPlan(genuine=4, forged=2, views=3)


def examples(writers: dict[str, tuple[int, int]], *, drawings: int = 0) -> Examples:
    """Examples without canvases; with drawings, of recorded signatures."""
    items: list[ManifestItem] = []
    for writer, counts in writers.items():
        for label, count in zip((Label.GENUINE, Label.FORGED), counts, strict=True):
            for number in range(count):
                index = number + 100 * (label is Label.FORGED)
                names = [f"{writer}/{label}{number}.png"]
                if drawings:
                    names = [f"{writer}/{index:05d}-{n}-0123abcd.png" for n in range(drawings)]
                items += [ManifestItem(Path(n), n, writer, label, Split.TRAIN, 2) for n in names]
    return Examples.make(items, canvases=CanvasSet((), {}, (), {}), rows=np.arange(len(items)))


def test_a_writer_gives_at_most_so_many_signatures() -> None:
    pool = choose_pool(examples({"a/1": (9, 9), "a/2": (3, 0)}), plan=PLAN, seed=1)
    writers = [item.writer for item in pool.examples.items]
    forged = pool.examples.forged
    assert writers == ["a/1"] * 6 + ["a/2"] * 3
    assert forged.tolist() == [False] * 4 + [True] * 2 + [False] * 3
    assert len({item.name for item in pool.examples.items}) == 9
    # A scan is the image of all its views.
    assert (pool.views == pool.views[:, :1]).all()


def test_views_take_the_drawings_in_turn() -> None:
    all_of_them = examples({"pens/1": (6, 3)}, drawings=2)
    pool = choose_pool(all_of_them, plan=PLAN, seed=1)
    assert len(pool.examples) == 4 + 2
    for item, rows in zip(pool.examples.items, pool.views.tolist(), strict=True):
        names = [all_of_them.items[row].name for row in rows]
        assert item.name == names[0] == names[2]
        assert names[1] == names[0].replace("-0-", "-1-")


def test_the_draw_from_a_writer_does_not_depend_on_the_others() -> None:
    def names(found: Examples, *, seed: int = 1) -> list[str]:
        chosen = choose_pool(found, plan=PLAN, seed=seed).examples
        return [item.name for item in chosen.items if item.writer == "a/1"]

    alone, among = examples({"a/1": (9, 9)}), examples({"b/7": (5, 5), "a/1": (9, 9)})
    assert names(alone) == names(among)
    assert names(alone) != names(alone, seed=2)
