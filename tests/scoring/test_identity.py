from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigverify.scoring.checks import ScoreError
from sigverify.scoring.identity import NEARLY_ALIKE, Identity, log_odds, who_signed

NAN = float("nan")


@pytest.mark.parametrize(
    ("similarities", "expected"),
    [
        ([[0.9, 0.1]], [(0, ())]),
        ([[0.1, 0.9], [0.8, 0.01]], [(1, ()), (0, ())]),
        # Both are clearly one person's: the same signer twice, nobody else is forced in.
        ([[0.99, 0.2], [0.98, 0.1]], [(0, ()), (0, ())]),
        # Nearly alike: both are named, the more likely one first.
        ([[0.8, 0.7, 0.1]], [(0, (1,))]),
        # Another signature settles the assignment, but the rival is still named.
        ([[0.8, 0.7], [0.9, 0.01]], [(1, (0,)), (0, ())]),
        ([[0.8, 0.7], [0.9, 0.85]], [(0, (1,)), (1, (0,))]),
        # A signer without specimens, and a signature that can't be compared.
        ([[NAN, 0.6], [NAN, NAN]], [(1, ()), (None, ())]),
        ([[1.0, 0.0]], [(0, ())]),
    ],
)
def test_matching(
    similarities: list[list[float]], expected: list[tuple[int | None, tuple[int, ...]]]
) -> None:
    assert who_signed(similarities) == [Identity(*one) for one in expected]


@settings(max_examples=60)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10**6))
def test_it_is_the_best_of_all_assignments(n: int, m: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    similarities = rng.uniform(0.3, 0.95, (n, m))
    evidence = log_odds(similarities)
    found = who_signed(similarities)
    likely = [
        {c for c in range(m) if evidence[r, c] > evidence[r].max() - np.log(NEARLY_ALIKE)}
        for r in range(n)
    ]
    ways = []
    for way in itertools.product(*([*columns, None] for columns in likely)):
        taken = [c for c in way if c is not None]
        if len(set(taken)) == len(taken):
            strength = sum(evidence[r, c] for r, c in enumerate(way) if c is not None)
            ways.append((len(taken), strength, way))
    best = max(ways, key=lambda found: found[:2])[2]
    for row, (identity, signer) in enumerate(zip(found, best, strict=True)):
        assert identity.signer == (int(evidence[row].argmax()) if signer is None else signer)
        assert {identity.signer, *identity.rivals} == likely[row]


def test_similarities_out_of_range_are_refused() -> None:
    for wrong in (np.zeros(3), np.zeros((9, 2)), [[1.5]], [[-0.1]]):
        with pytest.raises(ScoreError):
            who_signed(wrong)
