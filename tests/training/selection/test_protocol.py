"""The protocol of left-out sets, on distances whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.training.selection.protocol import (
    GROUPS,
    WriterDistances,
    choose_pairs,
    figures,
    mean_figures,
    measure_pairs,
)


def a_set(
    name: str, *, writers: int = 6
) -> tuple[NDArray[np.str_], NDArray[np.str_], NDArray[np.bool_]]:
    names = np.repeat([f"{name}/{number}" for number in range(writers)], 12)
    return np.full(names.size, name), names, np.tile(np.repeat([False, True], 6), writers)


def distances(name: str, *, gap: float, shift: float = 0.0, seed: int = 0) -> list[WriterDistances]:
    """Eight writers whose forgeries lie ``gap`` standard deviations beyond the genuine ones."""
    rng = np.random.default_rng(seed)
    result = []
    for _ in range(8):
        among = np.abs(rng.normal(10.0 + shift, 1.0, (8, 8)))
        among = np.triu(among, 1)
        result.append(
            WriterDistances(
                name,
                among + among.T,
                np.abs(rng.normal(10.0 + shift + gap, 1.0, (8, 8))),
                np.abs(rng.normal(30.0, 1.0, (8, 5))),
            )
        )
    return result


def test_pairs_stay_within_their_set_and_label() -> None:
    first, second = a_set("cedar"), a_set("mcyt")
    datasets = np.concatenate((first[0], second[0]))
    writers = np.concatenate((first[1], second[1]))
    forged = np.concatenate((first[2], second[2]))
    pairs = choose_pairs(
        datasets=datasets,
        writers=writers,
        forged=forged,
        per_label=4,
        strangers=5,
        writers_a_set=3,
        seed=0,
    )
    assert [entry.dataset for entry in pairs] == ["cedar"] * 3 + ["mcyt"] * 3
    for entry in pairs:
        assert (writers[entry.genuine] == entry.writer).all()
        assert not forged[entry.genuine].any()
        assert forged[entry.forged].all()
        assert (datasets[entry.strangers] == entry.dataset).all()
        assert (writers[entry.strangers] != entry.writer).all()
        assert (len(entry.genuine), len(entry.forged), len(entry.strangers)) == (4, 4, 5)


def test_each_pair_is_measured_the_right_way_round() -> None:
    datasets, writers, forged = a_set("cedar", writers=2)
    pairs = choose_pairs(
        datasets=datasets,
        writers=writers,
        forged=forged,
        per_label=3,
        strangers=2,
        writers_a_set=2,
        seed=0,
    )
    measured = measure_pairs(pairs, distance=lambda a, b: np.abs(a - b).astype(np.float64))
    for entry, found in zip(pairs, measured, strict=True):
        np.testing.assert_array_equal(
            found.among, np.abs(entry.genuine[:, None] - entry.genuine[None])
        )
        np.testing.assert_array_equal(
            found.skilled, np.abs(entry.genuine[:, None] - entry.forged[None])
        )
        np.testing.assert_array_equal(
            found.random, np.abs(entry.genuine[:, None] - entry.strangers[None])
        )


def test_the_error_rates_are_those_of_the_distances() -> None:
    found = figures(distances("cedar", gap=2.0), others=distances("mcyt", gap=2.0, seed=1), seed=0)[
        "cedar"
    ]
    assert found.skilled_1 == pytest.approx(0.159, abs=0.03)  # the normal tail beyond 1
    assert found.random_1 == 0
    assert found.skilled_5 < found.skilled_1
    assert found.far == pytest.approx(found.skilled_1, abs=0.05)


def test_a_set_whose_scores_lie_elsewhere_shows_at_the_fixed_threshold_only() -> None:
    others = distances("mcyt", gap=2.0, seed=1)
    found = figures(distances("cedar", gap=2.0, shift=-1.0), others=others, seed=0)["cedar"]
    assert found.skilled_1 == pytest.approx(0.159, abs=0.03)
    assert found.far > 0.4
    assert found.frr < 0.05


def test_a_set_without_skilled_forgeries_has_no_rate_and_does_not_count() -> None:
    bare = [
        WriterDistances("sigcomp2009_nfi", entry.among, np.zeros((8, 0)), entry.random)
        for entry in distances("cedar", gap=2.0)
    ]
    others = distances("mcyt", gap=2.0, seed=1)
    found = figures([*bare, *distances("cedar", gap=2.0)], others=others, seed=0)
    assert np.isnan(found["sigcomp2009_nfi"].skilled_1)
    assert mean_figures(found).skilled_1 == found["cedar"].skilled_1


def test_a_group_weighs_the_same_however_many_sets_it_has() -> None:
    others = distances("mcyt", gap=2.0, seed=1)
    near, far = distances("susig_visual", gap=1.0), distances("cedar", gap=3.0)
    again = [
        WriterDistances("susig_blind", entry.among, entry.skilled, entry.random) for entry in near
    ]
    found = figures([*near, *again, *far], others=others, seed=0)
    mean = mean_figures(found).skilled_1
    assert mean == pytest.approx((found["susig_visual"].skilled_1 + found["cedar"].skilled_1) / 2)


def test_no_set_is_in_two_groups() -> None:
    names = [name for sets in GROUPS.values() for name in sets]
    assert len(names) == len(set(names))
