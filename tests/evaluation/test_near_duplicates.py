from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sigverify.evaluation.near_duplicates import find_near_duplicates
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.registration import ink_lines
from tests.helpers.rescans import rescan
from tests.helpers.scribbles import scribble


def embedding(place: float) -> NDArray[np.float32]:
    """(1, 1, 3): one cell, with a descriptor at the distance ``place`` from that of 0."""
    return np.array([[[place, 0.0, 1.0]]], dtype=np.float32)


def test_a_signature_digitised_again_is_found_within_its_hand_only() -> None:
    rng = np.random.default_rng(3)
    first, other = scribble(seed=1), scribble(seed=2)
    pictures = [
        first,
        other,
        rescan(first, rng=rng),
        rescan(other, rng=rng),
        rescan(first, rng=rng),
    ]
    inks = [ink_lines(clean_crop(picture)) for picture in pictures]
    looked_at: list[int] = []

    def lines(index: int) -> object:
        looked_at.append(index)
        return inks[index]

    found = find_near_duplicates(
        np.stack([embedding(place) for place in (0.0, 0.9, 0.1, 0.9, 0.1)]),
        hands=np.array([0, 0, 0, 1, 0]),
        near=0.5,
        lines=lines,  # type: ignore[arg-type]
        threads=1,
    )
    assert found.tolist() == [2, 4]
    assert sorted(looked_at) == [0, 2, 4]


def test_one_signature_of_each_hand_has_no_near_duplicate() -> None:
    none = find_near_duplicates(
        np.stack([embedding(0.0)] * 3),
        hands=np.arange(3),
        near=1.0,
        lines=lambda _: ink_lines(clean_crop(scribble(seed=1))),
        threads=1,
    )
    assert none.size == 0
