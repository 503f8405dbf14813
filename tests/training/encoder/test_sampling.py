from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sigverify.datasets.manifest import ManifestItem
from sigverify.errors import DataError
from sigverify.terms import Label, Split
from sigverify.training.encoder.sampling import BatchPlan, TupleSampler
from sigverify.training.signatures.canvases import CanvasSet
from sigverify.training.signatures.corpus import Examples

PLAN = BatchPlan(writers=4, genuine=3, forged=2)


def examples(writers: dict[str, tuple[int, int]]) -> Examples:
    """Examples of writers with given numbers of genuine and forged signatures, without canvases."""
    items = [
        ManifestItem(Path(f"{n}"), f"{w}{label}{n}", w, label, Split.TRAIN, 2)
        for w, counts in writers.items()
        for label, count in zip((Label.GENUINE, Label.FORGED), counts, strict=True)
        for n in range(count)
    ]
    return Examples.make(items, canvases=CanvasSet((), {}, (), {}), rows=np.arange(len(items)))


@pytest.fixture
def three_sets() -> Examples:
    sizes = {"small": 3, "middle": 5, "large": 20}
    return examples({f"{name}/{n}": (6, 5) for name, size in sizes.items() for n in range(size)})


def test_a_batch_holds_a_few_writers_with_both_labels(three_sets: Examples) -> None:
    sampler = TupleSampler(three_sets, plan=PLAN, seed=1)
    for number in range(50):
        batch = sampler.batch(number)
        assert len(set(batch.tolist())) == len(batch)
        counts = Counter(
            zip(three_sets.writers[batch].tolist(), three_sets.forged[batch].tolist(), strict=True)
        )
        writers = {writer for writer, _ in counts}
        assert len(writers) in (3, 4)  # a writer of a small set may be drawn twice
        assert all(counts[writer, False] == 3 for writer in writers)
        assert all(counts[writer, True] == 2 for writer in writers)


def test_sets_and_their_writers_take_turns(three_sets: Examples) -> None:
    plan = BatchPlan(writers=3, genuine=2, forged=1)
    sampler = TupleSampler(three_sets, plan=plan, seed=1)
    visits: Counter[str] = Counter()
    for number in range(60):
        batch = sampler.batch(number)
        names = {three_sets.items[index].writer for index in batch.tolist()}
        assert {name.partition("/")[0] for name in names} == {"small", "middle", "large"}
        visits.update(names)
    assert {visits[f"small/{n}"] for n in range(3)} == {20}
    assert {visits[f"middle/{n}"] for n in range(5)} == {12}
    assert {visits[f"large/{n}"] for n in range(20)} == {3}


def test_batches_depend_on_seed_and_number_only(three_sets: Examples) -> None:
    first, second = (TupleSampler(three_sets, plan=PLAN, seed=4) for _ in range(2))
    forward = [first.batch(number).tolist() for number in range(6)]
    backward = [second.batch(number).tolist() for number in reversed(range(6))]
    assert forward == backward[::-1]
    assert len({tuple(batch) for batch in forward}) == 6
    assert TupleSampler(three_sets, plan=PLAN, seed=5).batch(0).tolist() != forward[0]


def test_all_images_are_used_in_time(three_sets: Examples) -> None:
    sampler = TupleSampler(three_sets, plan=PLAN, seed=2)
    seen = {index for number in range(600) for index in sampler.batch(number).tolist()}
    assert seen == set(range(len(three_sets)))


def test_writers_with_one_genuine_signature_are_left_out() -> None:
    few = examples({"a": (1, 5), "b": (2, 0), "c": (9, 1)})
    sampler = TupleSampler(few, plan=PLAN, seed=1)
    assert sampler.writer_count == 2
    for number in range(5):
        names = Counter(few.items[index].writer for index in sampler.batch(number).tolist())
        assert names == {"b": 2, "c": 4}


def test_one_writer_is_not_enough() -> None:
    with pytest.raises(DataError, match="two writers"):
        TupleSampler(examples({"a": (9, 9), "b": (1, 9)}), plan=PLAN, seed=1)
