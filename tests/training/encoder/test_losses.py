"""Each loss against the same formula in plain loops over the pairs of a batch."""

import math
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from sigverify.terms import PairKind
from sigverify.training.encoder.losses import (
    HAND_GRID,
    HAND_LOSSES,
    LOSSES,
    AngularLoss,
    ContrastiveLoss,
    KindWeights,
    LogisticLoss,
    MultiSimilarityLoss,
    PairLoss,
    TripletLoss,
    Triplets,
)
from sigverify.training.encoder.pairs import pair_masks

# Two writers with imitations, one without, one with a single genuine signature.
WRITERS = torch.tensor([0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3])
FORGED = torch.tensor([0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0]).bool()
MINED = ("triplet-semi-hard", "triplet-hard")
MASKS = pair_masks(WRITERS, forged=FORGED)


@pytest.fixture
def embeddings() -> Tensor:
    drawn = torch.randn(12, 6, generator=torch.Generator().manual_seed(1))
    # Signatures of a writer are somewhat near, so that both sides of each hinge occur.
    drawn += 1.5 * torch.nn.functional.one_hot(WRITERS, 6)
    return torch.nn.functional.normalize(drawn, dim=1).requires_grad_()


def distances_of(vectors: Tensor) -> Tensor:
    """Euclidean distances, with a floor under the root."""
    return (2 - 2 * vectors @ vectors.T).clamp(min=1e-8).sqrt()


def kind(anchor: int, other: int) -> PairKind | None:
    if anchor == other or FORGED[anchor]:
        return None
    same = bool(WRITERS[anchor] == WRITERS[other])
    if FORGED[other]:
        return PairKind.SKILLED if same else None
    return PairKind.GENUINE if same else PairKind.RANDOM


def pairs(wanted: PairKind) -> Iterator[tuple[int, int]]:
    for anchor in range(len(WRITERS)):
        for other in range(len(WRITERS)):
            if kind(anchor, other) is wanted:
                yield anchor, other


def distance(embeddings: Tensor, i: int, j: int) -> float:
    return float((embeddings[i] - embeddings[j]).detach().double().norm())


def cosine(embeddings: Tensor, i: int, j: int) -> float:
    return float(embeddings[i].detach().double() @ embeddings[j].detach().double())


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_contrastive_by_loops(embeddings: Tensor) -> None:
    weights = KindWeights(genuine=1.0, skilled=2.0, random=0.25)
    loss = ContrastiveLoss(
        genuine_margin=0.4, skilled_margin=0.9, random_margin=1.3, weights=weights
    )
    d = {wanted: [distance(embeddings, *pair) for pair in pairs(wanted)] for wanted in PairKind}
    expected = (
        (
            1.0 * mean([max(0.0, x - 0.4) ** 2 for x in d[PairKind.GENUINE]])
            + 2.0 * mean([max(0.0, 0.9 - x) ** 2 for x in d[PairKind.SKILLED]])
            + 0.25 * mean([max(0.0, 1.3 - x) ** 2 for x in d[PairKind.RANDOM]])
        )
        / 3.25
        / 0.5**2
    )
    assert value(loss, embeddings) == pytest.approx(expected, rel=1e-5)


def test_logistic_by_loops(embeddings: Tensor) -> None:
    loss = LogisticLoss(a=5.0, b=0.8, weights=KindWeights(1.0, 3.0, 1.0))
    parts: dict[PairKind, float] = {}
    for wanted in PairKind:
        sign = 1 if wanted is PairKind.GENUINE else -1
        parts[wanted] = mean(
            [
                math.log1p(math.exp(-sign * 5.0 * (0.8 - distance(embeddings, i, j))))
                for i, j in pairs(wanted)
            ]
        )
    expected = parts[PairKind.GENUINE] + 3 * parts[PairKind.SKILLED] + parts[PairKind.RANDOM]
    assert value(loss, embeddings) == pytest.approx(expected / 5, rel=1e-5)


def test_triplet_by_loops(embeddings: Tensor) -> None:
    violations: list[float] = []
    for anchor, positive in pairs(PairKind.GENUINE):
        for negative in range(len(WRITERS)):
            if kind(anchor, negative) in (PairKind.SKILLED, PairKind.RANDOM):
                gap = distance(embeddings, anchor, positive) - distance(
                    embeddings, anchor, negative
                )
                violations.append(max(0.0, gap + 0.3))
    expected = mean([x for x in violations if x > 0])
    assert value(TripletLoss(margin=0.3), embeddings) == pytest.approx(expected, rel=1e-5)


def test_semi_hard_triplets_by_loops(embeddings: Tensor) -> None:
    violations: list[float] = []
    for anchor, positive in pairs(PairKind.GENUINE):
        for negative in range(len(WRITERS)):
            if kind(anchor, negative) in (PairKind.SKILLED, PairKind.RANDOM):
                gap = distance(embeddings, anchor, negative) - distance(
                    embeddings, anchor, positive
                )
                if 0 < gap < 0.3:
                    violations.append(0.3 - gap)
    loss = TripletLoss(margin=0.3, which=Triplets.SEMI_HARD)
    assert value(loss, embeddings) == pytest.approx(mean(violations), rel=1e-5)


def test_hard_triplets_by_loops(embeddings: Tensor) -> None:
    violations: list[float] = []
    for anchor in range(len(WRITERS)):
        by_kind: dict[PairKind | None, list[float]] = {}
        for other in range(len(WRITERS)):
            by_kind.setdefault(kind(anchor, other), []).append(distance(embeddings, anchor, other))
        near = by_kind.get(PairKind.GENUINE, [])
        far = by_kind.get(PairKind.SKILLED, []) + by_kind.get(PairKind.RANDOM, [])
        if near and far:
            violations.append(max(0.0, max(near) - min(far) + 0.3))
    expected = mean([x for x in violations if x > 0])
    loss = TripletLoss(margin=0.3, which=Triplets.HARD)
    assert value(loss, embeddings) == pytest.approx(expected, rel=1e-5)


def test_angular_by_loops(embeddings: Tensor) -> None:
    square = math.tan(math.radians(40)) ** 2
    costs: list[float] = []
    for a, p in pairs(PairKind.GENUINE):
        exponents = [
            4 * square * (cosine(embeddings, a, n) + cosine(embeddings, p, n))
            - 2 * (1 + square) * cosine(embeddings, a, p)
            for n in range(len(WRITERS))
            if kind(a, n) in (PairKind.SKILLED, PairKind.RANDOM)
        ]
        costs.append(math.log(1 + sum(map(math.exp, exponents))))
    assert value(AngularLoss(alpha_deg=40), embeddings) == pytest.approx(mean(costs), rel=1e-5)


def test_multi_similarity_by_loops(embeddings: Tensor) -> None:
    costs: list[float] = []
    for anchor in range(len(WRITERS)):
        if FORGED[anchor]:
            continue
        kinds = {other: kind(anchor, other) for other in range(len(WRITERS))}
        near = sum(
            math.exp(-2 * (cosine(embeddings, anchor, other) - 0.5))
            for other, found in kinds.items()
            if found is PairKind.GENUINE
        )
        far = sum(
            math.exp(50 * (cosine(embeddings, anchor, other) - 0.5))
            for other, found in kinds.items()
            if found in (PairKind.SKILLED, PairKind.RANDOM)
        )
        costs.append(math.log1p(near) / 2 + math.log1p(far) / 50)
    loss = MultiSimilarityLoss(alpha=2, beta=50, base=0.5)
    assert value(loss, embeddings) == pytest.approx(mean(costs), rel=1e-5)


def value(loss: PairLoss, embeddings: Tensor) -> float:
    return float(loss(distances_of(embeddings), masks=MASKS).detach())


@pytest.mark.parametrize("name", LOSSES)
def test_genuine_pairs_are_pulled_forgeries_pushed_and_nothing_else_moves(
    name: str, embeddings: Tensor
) -> None:
    near = embeddings.detach().clone()
    near[3] = torch.nn.functional.normalize(near[0] + near[1], dim=0)
    distances = distances_of(near).requires_grad_()
    LOSSES[name]()(distances, masks=MASKS).backward()
    assert distances.grad is not None
    # A pair is in the matrix twice; a loss may read either entry.
    slope = distances.grad + distances.grad.T
    for i in range(len(WRITERS)):
        for j in range(len(WRITERS)):
            found = kind(i, j) or kind(j, i)
            if found is None:
                assert slope[i, j] == 0
            elif found is PairKind.GENUINE:
                assert slope[i, j] >= 0
            else:
                assert slope[i, j] <= 0
    if name in MINED:  # only some pairs count
        assert (slope > 0).any()
        assert (slope < 0).any()
    else:
        assert slope[0, 1] > 0
        assert slope[0, 3] < 0


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize(
    ("writers", "forged"),
    [([0, 1, 2], [False] * 3), ([0, 0, 0], [True] * 3), ([0, 0], [False] * 2)],
    ids=["strangers", "imitations", "one writer"],
)
def test_batches_that_lack_pairs_give_a_finite_loss(
    name: str, writers: list[int], forged: list[bool]
) -> None:
    vectors = torch.eye(4)[: len(writers)].requires_grad_()
    masks = pair_masks(torch.tensor(writers), forged=torch.tensor(forged))
    loss = LOSSES[name]()(distances_of(vectors), masks=masks)
    loss.backward()
    assert torch.isfinite(loss)
    assert vectors.grad is not None
    assert torch.isfinite(vectors.grad).all()
    if all(forged):
        assert float(loss.detach()) == 0


def test_the_start_moves_what_is_near_and_far() -> None:
    """At the middle a pair counts half as genuine, half as a forgery."""
    contrastive = ContrastiveLoss(genuine_margin=0.4, skilled_margin=0.6, random_margin=0.7)
    contrastive.start(0.8)
    assert contrastive.genuine_margin == pytest.approx(0.7)
    assert contrastive.skilled_margin == pytest.approx(0.9)
    assert contrastive.random_margin == pytest.approx(1.0)
    logistic = LogisticLoss()
    logistic.start(0.8)
    assert float(logistic.b.detach()) == pytest.approx(0.8)
    similarity = MultiSimilarityLoss()
    similarity.start(1.0)
    assert similarity.loss.base == pytest.approx(0.5)


@pytest.mark.parametrize("name", HAND_LOSSES)
def test_hands_as_classes_are_learnt(name: str) -> None:
    torch.manual_seed(1)
    hands = torch.arange(4).repeat_interleave(3)
    centres = torch.randn(4, 6, 12, 5)[hands]
    descriptors = functional.normalize(centres + 0.2 * torch.randn_like(centres), dim=-1)
    embeddings = torch.cat([descriptors, torch.ones(12, 6, 12, 1)], dim=-1)
    loss = HAND_LOSSES[name](hands=4, depth=5)
    assert loss.vectors(embeddings).shape == (12, 5 * HAND_GRID[0] * HAND_GRID[1])
    start = float(loss(embeddings, hands=hands).detach())
    optimiser = torch.optim.Adam(loss.parameters(), lr=0.05)
    for _ in range(30):
        optimiser.zero_grad()
        loss(embeddings, hands=hands).backward()
        optimiser.step()
    assert float(loss(embeddings, hands=hands).detach()) < 0.3 * start


def test_bare_paper_does_not_count_for_the_hand() -> None:
    embeddings = torch.randn(2, 6, 12, 6)
    embeddings[..., -1] = 1.0
    embeddings[:, :, 6:, -1] = 0.0
    other = embeddings.clone()
    other[:, :, 6:, :-1] = 9.0
    loss = HAND_LOSSES["arcface"](hands=2, depth=5)
    assert torch.equal(loss.vectors(embeddings), loss.vectors(other))
