import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import ArrayLike, NDArray

from sigverify.scoring.checks import ScoreError
from sigverify.scoring.fusion import FusionCases, FusionConfig, fit_fusion, fuse_many
from sigverify.scoring.performance.metrics import equal_error_rate

CONFIG = FusionConfig(
    typical_spread=0.9, typical_scatter=0.05, strength=0.8, shrinkage=1.0, nearest_share=0.3
)
# Mean of the greatest of k standard normals (Harter 1961).
EXPECTED_GAPS = {1: 0.0, 2: 0.56419, 3: 0.84628, 5: 1.16296, 10: 1.53875}
EVEN = np.array([[0, 0.9, 0.9], [0.9, 0, 0.9], [0.9, 0.9, 0]])


def fuse(questioned: ArrayLike, *, references: ArrayLike, config: FusionConfig) -> float:
    """The fused distance of one questioned signature."""
    among = np.asarray(references)[None]
    return float(fuse_many(np.asarray(questioned)[None], references=among, config=config)[0])


def symmetric(values: NDArray[np.float64]) -> NDArray[np.float64]:
    upper = np.triu(values, 1)
    return upper + upper.T


def plain_fuse(
    questioned: list[float], references: list[list[float]], config: FusionConfig
) -> float:
    k = len(questioned)
    weight = config.strength * (k - 1) / (k - 1 + config.shrinkage)
    corrected = []
    for i in range(k):
        others = [references[i][j] for j in range(k) if j != i]
        spread = sum(others) / len(others) if others else config.typical_spread
        corrected.append(questioned[i] - weight * (spread - config.typical_spread))
    gap = NormalDist().inv_cdf((k - 0.375) / (k + 0.25)) if k > 1 else 0.0
    nearest = min(corrected) + config.typical_scatter * gap
    return (1 - config.nearest_share) * sum(corrected) / k + config.nearest_share * nearest


@given(data=st.data(), k=st.integers(1, 6))
def test_agrees_with_plain_loops_and_forgets_the_order(data: st.DataObject, k: int) -> None:
    questioned = data.draw(arrays(float, k, elements=st.floats(0, 2)))
    references = symmetric(data.draw(arrays(float, (k, k), elements=st.floats(0, 2))))
    fused = fuse(questioned, references=references, config=CONFIG)
    assert fused == pytest.approx(plain_fuse(questioned.tolist(), references.tolist(), CONFIG))
    order = data.draw(st.permutations(range(k)))
    shuffled = fuse(questioned[order], references=references[np.ix_(order, order)], config=CONFIG)
    assert shuffled == pytest.approx(fused, abs=1e-12)


@given(distance=st.floats(0, 2))
def test_one_reference_gives_the_distance_itself(distance: float) -> None:
    assert fuse([distance], references=[[0.0]], config=CONFIG) == distance


@pytest.mark.parametrize("k", [2, 3, 5, 10])
def test_the_scale_stays_the_same_on_average_for_any_number_of_references(k: int) -> None:
    rng = np.random.default_rng(k)
    questioned = rng.normal(0.9, CONFIG.typical_scatter, (20_000, k))
    references = np.full((20_000, k, k), CONFIG.typical_spread)
    nearest_only = replace(CONFIG, nearest_share=1.0)
    for config in (CONFIG, nearest_only):
        fused = fuse_many(questioned, references=references, config=config)
        assert fused.mean() == pytest.approx(0.9, abs=0.0015)
    gap = fuse(np.full(k, 0.9), references=references[0], config=nearest_only) - 0.9
    assert gap == pytest.approx(CONFIG.typical_scatter * EXPECTED_GAPS[k], rel=0.05)


@given(data=st.data(), which=st.integers(0, 2), farther=st.floats(0.001, 1))
def test_rises_with_each_distance(data: st.DataObject, which: int, farther: float) -> None:
    questioned = data.draw(arrays(float, 3, elements=st.floats(0, 1)))
    moved = questioned.copy()
    moved[which] += farther
    before = fuse(questioned, references=EVEN, config=CONFIG)
    assert fuse(moved, references=EVEN, config=CONFIG) > before


@given(data=st.data(), k=st.integers(2, 6), wider=st.floats(0.01, 0.5))
def test_a_widely_varying_signer_is_allowed_more(data: st.DataObject, k: int, wider: float) -> None:
    questioned = data.draw(arrays(float, k, elements=st.floats(0, 2)))
    references = symmetric(data.draw(arrays(float, (k, k), elements=st.floats(0, 1.5))))
    wide = references + wider * (1 - np.eye(k))
    before = fuse(questioned, references=references, config=CONFIG)
    gained = before - fuse(questioned, references=wide, config=CONFIG)
    assert gained == pytest.approx(CONFIG.strength * (k - 1) / k * wider)


def test_few_references_correct_less() -> None:
    gains = []
    even = replace(CONFIG, nearest_share=0.0)
    for k in (1, 2, 3, 10, 100):
        references = np.full((k, k), CONFIG.typical_spread + 0.2)
        gains.append(1 - fuse(np.full(k, 1.0), references=references, config=even))
    assert gains == pytest.approx([0, 0.08, 0.16 * 2 / 3, 0.16 * 0.9, 0.16 * 0.99])


def test_without_strength_and_nearest_it_is_the_bare_mean() -> None:
    bare = replace(CONFIG, strength=0.0, nearest_share=0.0)
    assert fuse([0.2, 0.7, 0.9], references=EVEN * 1.5, config=bare) == pytest.approx(0.6)


def test_the_diagonal_is_ignored() -> None:
    noisy = EVEN + 1e-3 * np.eye(3)
    plain = fuse([0.2, 0.7, 0.9], references=EVEN, config=CONFIG)
    assert fuse([0.2, 0.7, 0.9], references=noisy, config=CONFIG) == plain


def test_many_at_once_give_the_same_as_each_alone() -> None:
    rng = np.random.default_rng(1)
    questioned = rng.uniform(0, 2, (20, 4))
    references = np.stack([symmetric(rng.uniform(0, 2, (4, 4))) for _ in range(20)])
    fused = fuse_many(questioned, references=references, config=CONFIG)
    alone = [
        fuse(q, references=r, config=CONFIG) for q, r in zip(questioned, references, strict=True)
    ]
    assert fused == pytest.approx(alone)


@pytest.mark.parametrize(
    ("questioned", "references"),
    [
        ([], np.zeros((0, 0))),
        ([0.5, 0.5], EVEN),
        ([0.5, math.nan, 0.5], EVEN),
        ([0.5, -0.1, 0.5], EVEN),
        ([0.5, 0.5, 0.5], np.full((3, 3), math.inf)),
        ([[0.5]], np.zeros((1, 1))),
    ],
)
def test_bad_distances_are_refused(
    questioned: list[float], references: NDArray[np.float64]
) -> None:
    with pytest.raises(ScoreError):
        fuse(questioned, references=references, config=CONFIG)


@pytest.mark.parametrize(
    "change",
    [
        {"typical_spread": 0.0},
        {"typical_spread": math.nan},
        {"typical_scatter": -0.1},
        {"strength": 1.1},
        {"strength": -0.1},
        {"shrinkage": 0.0},
        {"nearest_share": 1.5},
    ],
)
def test_parameters_out_of_range_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="fusion can't work"):
        replace(CONFIG, **change)


def simulated(rng: np.random.Generator, *, k: int, varying: bool, cases: int = 1500) -> FusionCases:
    """Signers in 30 dimensions; forgeries lie a fixed distance beyond each signer's own spread."""
    spread = np.exp(rng.normal(0, 0.35 if varying else 0.0, cases)) * 0.12
    genuine = np.arange(cases) < cases // 2
    references = spread[:, None, None] * rng.normal(size=(cases, k, 30))
    questioned = spread[:, None] * rng.normal(size=(cases, 30))
    away = rng.normal(size=(cases, 30))
    away *= 3.2 * spread[:, None] / np.linalg.norm(away, axis=1, keepdims=True)
    questioned[~genuine] += away[~genuine]
    among = np.linalg.norm(references[:, :, None] - references[:, None], axis=3)
    return FusionCases(np.linalg.norm(references - questioned[:, None], axis=2), among, genuine)


def skilled_error(cases: FusionCases, config: FusionConfig) -> float:
    fused = fuse_many(cases.questioned, references=cases.references, config=config)
    return equal_error_rate(-fused[cases.genuine], -fused[~cases.genuine]).value


def test_fit_uses_the_spread_where_signers_vary_and_gains_on_other_signers() -> None:
    rng = np.random.default_rng(2)
    config = fit_fusion([simulated(rng, k=k, varying=True) for k in (1, 3, 5)])
    assert config.strength >= 0.5
    drawn = simulated(rng, k=5, varying=True)
    assert config.typical_spread == pytest.approx(drawn.references.sum() / (1500 * 20), rel=0.05)
    scatter = drawn.questioned[drawn.genuine].std(axis=1, ddof=1).mean()
    assert config.typical_scatter == pytest.approx(scatter, rel=0.05)
    unseen = simulated(rng, k=5, varying=True)
    bare = replace(config, strength=0.0, nearest_share=0.0)
    assert skilled_error(unseen, config) < 0.75 * skilled_error(unseen, bare)


def test_fit_needs_two_references_and_both_classes() -> None:
    rng = np.random.default_rng(4)
    single = simulated(rng, k=1, varying=True, cases=20)
    with pytest.raises(ScoreError, match="No case has two references"):
        fit_fusion([single])
    with pytest.raises(ScoreError, match="No case has two references"):
        fit_fusion([])
    several = simulated(rng, k=3, varying=True, cases=20)
    with pytest.raises(ScoreError, match="labels"):
        fit_fusion([replace(several, genuine=np.ones(20, dtype=bool))])
