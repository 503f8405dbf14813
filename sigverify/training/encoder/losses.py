"""Losses by name: over all pairs of a batch, by their three kinds, or over its hands as classes.

A pair loss's only input is the distances of the pairs, so it suits any way of comparing two
signatures; a published loss on cosines uses 1 - d^2 / 2.

It takes distances (B, B) float32, 0..2.6 and symmetrical, and the kinds of the pairs (see
`sigverify.training.encoder.pairs`; other pairs are ignored), and returns a scalar, 0 for a batch
without usable pairs. Where a loss has a place between near and far, `PairLoss.start` sets it to the
middle of the distances at the start of the training: augmented pairs of an untrained network are
0.1 farther apart than clean pairs of a trained one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

import torch
from pytorch_metric_learning import losses as published
from pytorch_metric_learning.distances import BaseDistance
from pytorch_metric_learning.utils import loss_and_miner_utils
from torch import Tensor, nn
from torch.nn import functional

from sigverify.training.encoder.pairs import PairMasks

HAND_GRID: Final = (3, 6)
"""Parts of the grid of cells that a `HandLoss` averages."""


class KindWeights(NamedTuple):
    """Weight of each kind of pair, independent of the number of pairs in the batch."""

    genuine: float = 1.0
    skilled: float = 1.0
    random: float = 0.5


class PairLoss(nn.Module):
    """A loss on the distances within a batch."""

    def forward(self, distances: Tensor, *, masks: PairMasks) -> Tensor:
        """The loss of one batch, see the module's docstring."""
        raise NotImplementedError

    def start(self, middle: float) -> None:
        """Set what depends on the distances at the start.

        Args:
            middle: between the mean distance of genuine pairs and that of skilled forgeries.
        """


class ContrastiveLoss(PairLoss):
    """Genuine pairs within a margin, forgeries beyond another (Hadsell, Chopra and LeCun 2006).

    With d the distance, a genuine pair costs max(0, d - g)^2 and a forgery max(0, m - d)^2, where
    m is the kind's margin. The paper's g is 0, but two genuine signatures of a person never have
    distance 0, and pulling them there wastes capacity on an unreachable goal (a margin on both
    sides: Lin et al. 2015, "DeepHash"). Costs are in units of the gap between g and the skilled
    margin, squared. Each kind is averaged separately, so that the many random pairs do not
    dominate; the loss is the weighted mean of these averages.

    The margins are one standard deviation of a set's distances (0.07) below and above the middle
    of genuine pairs and skilled forgeries at the start of the training.
    """

    def __init__(
        self,
        *,
        genuine_margin: float = 0.46,
        skilled_margin: float = 0.60,
        random_margin: float = 0.72,
        weights: KindWeights = KindWeights(),  # noqa: B008 - immutable
    ) -> None:
        """Keep margins (distances are 0..2.6) and weights.

        Raises:
            ValueError: the skilled margin is not larger than the genuine one.
        """
        super().__init__()
        if skilled_margin <= genuine_margin:
            raise ValueError("the skilled margin must be larger than the genuine one")
        self.genuine_margin = genuine_margin
        self.skilled_margin = skilled_margin
        self.random_margin = random_margin
        self.weights = weights

    def start(self, middle: float) -> None:
        """Shift all margins."""
        shift = middle - (self.genuine_margin + self.skilled_margin) / 2
        self.genuine_margin += shift
        self.skilled_margin += shift
        self.random_margin += shift

    def forward(self, distances: Tensor, *, masks: PairMasks) -> Tensor:
        """The loss of one batch."""
        gap = self.skilled_margin - self.genuine_margin
        return _mean_by_kind(
            masks,
            costs=PairCosts(
                functional.relu((distances - self.genuine_margin) / gap).square(),
                functional.relu((self.skilled_margin - distances) / gap).square(),
                functional.relu((self.random_margin - distances) / gap).square(),
            ),
            weights=self.weights,
        )


class LogisticLoss(PairLoss):
    """Logistic regression of "genuine" on the distance with a learnt scale and centre.

    The log-odds are a * (b - d), as in the similarity that the program shows. Averages by kind as
    in the contrastive loss; without a margin, every pair always counts.
    """

    def __init__(
        self,
        *,
        a: float = 37.0,
        b: float = 0.53,
        weights: KindWeights = KindWeights(),  # noqa: B008 - immutable
    ) -> None:
        """Start from this scale and centre."""
        super().__init__()
        self.log_a = nn.Parameter(torch.tensor(a).log())
        self.b = nn.Parameter(torch.tensor(b))
        self.weights = weights

    def start(self, middle: float) -> None:
        """Set the centre."""
        with torch.no_grad():
            self.b.fill_(middle)

    def forward(self, distances: Tensor, *, masks: PairMasks) -> Tensor:
        """The loss of one batch."""
        log_odds = self.log_a.exp() * (self.b - distances)
        miss, false_accept = functional.softplus(-log_odds), functional.softplus(log_odds)
        return _mean_by_kind(
            masks,
            costs=PairCosts(miss, false_accept, false_accept),
            weights=self.weights,
        )


class Triplets(StrEnum):
    """Which triplets of anchor, genuine signature and forgery count.

    Attributes:
        ALL: every one (Weinberger and Saul 2009).
        SEMI_HARD: those whose forgery is farther than the genuine signature, but by less than the
            margin (Schroff et al. 2015, "FaceNet").
        HARD: for each anchor the farthest genuine signature and the nearest forgery (Hermans et al.
            2017).
    """

    ALL = "all"
    SEMI_HARD = "semi-hard"
    HARD = "hard"


class TripletLoss(PairLoss):
    """Each genuine pair must be nearer than each forgery of the same anchor, by a margin.

    The average leaves out the triplets that already satisfy the margin.
    """

    def __init__(self, *, margin: float = 0.1, which: Triplets = Triplets.ALL) -> None:
        """Keep the margin, a difference of distances, and the choice of triplets."""
        super().__init__()
        self.loss = published.TripletMarginLoss(margin=margin, distance=_Given(is_inverted=False))
        self.margin = margin
        self.which = which

    def forward(self, distances: Tensor, *, masks: PairMasks) -> Tensor:
        """The loss of one batch."""
        near, far = masks.genuine, masks.negative
        if self.which is Triplets.HARD:
            near = _only(distances.masked_fill(~near, -math.inf).argmax(dim=1), among=near)
            far = _only(distances.masked_fill(~far, math.inf).argmin(dim=1), among=far)
        triplets = near[:, :, None] & far[:, None, :]
        if self.which is Triplets.SEMI_HARD:
            gap = distances[:, None, :] - distances[:, :, None]
            triplets &= (gap > 0) & (gap < self.margin)
        anchors, positives, negatives = torch.where(triplets)
        if not len(anchors):
            return _nothing(distances)
        return _number(self.loss(distances, indices_tuple=(anchors, positives, negatives)))


class AngularLoss(PairLoss):
    """The angle at the negative of each triangle of anchor, positive and negative (Wang 2017).

    Formula (6) of the paper with N = all negatives of the anchor's writer. The published class
    takes vectors, and imitations of other writers as negatives, so it is implemented here:
    with c for cosines, ``log(1 + sum_n exp(4 tan^2(alpha) (c_an + c_pn) - 2 (1 + tan^2(alpha))
    c_ap))``, the mean over all genuine pairs (a, p) of both orders.
    """

    def __init__(self, *, alpha_deg: float = 40.0) -> None:
        """Keep the largest angle that costs nothing."""
        super().__init__()
        self.square = math.tan(math.radians(alpha_deg)) ** 2

    def forward(self, distances: Tensor, *, masks: PairMasks) -> Tensor:
        """The loss of one batch."""
        anchors, positives = torch.where(masks.genuine)
        if not len(anchors):
            return _nothing(distances)
        cosines = _cosines(distances)
        near = cosines[anchors, positives]
        far = cosines[anchors] + cosines[positives]
        costs = loss_and_miner_utils.logsumexp(
            4 * self.square * far - 2 * (1 + self.square) * near[:, None],
            keep_mask=masks.negative[anchors],
            add_one=True,
        )
        return _number(costs).mean()


class MultiSimilarityLoss(PairLoss):
    """All pairs of an anchor with more weight on hard ones (Wang 2019), on cosines."""

    def __init__(self, *, alpha: float = 2.0, beta: float = 50.0, base: float = 0.84) -> None:
        """Keep the paper's exponents; ``base`` is the cosine between near and far."""
        super().__init__()
        self.loss = published.MultiSimilarityLoss(
            alpha=alpha, beta=beta, base=base, distance=_Given(is_inverted=True)
        )

    def start(self, middle: float) -> None:
        """Set the cosine between near and far."""
        self.loss.base = 1 - middle**2 / 2

    def forward(self, distances: Tensor, *, masks: PairMasks) -> Tensor:
        """The mean over the anchors of the batch."""
        pairs = (*torch.where(masks.genuine), *torch.where(masks.negative))
        if not len(pairs[0]) and not len(pairs[2]):
            return _nothing(distances)
        value = _number(self.loss(_cosines(distances), indices_tuple=pairs))
        # The published mean is over the whole batch, including signatures that are no anchors.
        anchors = (masks.genuine | masks.negative).any(dim=1).sum()
        return value * (len(distances) / anchors)


class HandLoss(nn.Module):
    """A classification of the hands in a batch; imitators of a writer are another hand.

    It needs one vector a signature: the descriptors of the inked cells, averaged in parts of the
    grid.
    """

    def __init__(self, *, hands: int, depth: int) -> None:
        """Keep the sizes: the number of hands, and of numbers in a descriptor."""
        super().__init__()
        self.hands = hands
        self.size = depth * HAND_GRID[0] * HAND_GRID[1]

    def vectors(self, embeddings: Tensor) -> Tensor:
        """(B, size) of (B, R, C, D + 1) embeddings."""
        weighted = (embeddings[..., :-1] * embeddings[..., -1:]).permute(0, 3, 1, 2)
        return functional.adaptive_avg_pool2d(weighted, HAND_GRID).flatten(1)

    def forward(self, embeddings: Tensor, *, hands: Tensor) -> Tensor:
        """The loss of one batch of embeddings, for the (B,) int64 numbers of their hands."""
        raise NotImplementedError


class ArcFace(HandLoss):
    """Hands as classes with a margin of angle (Deng et al. 2019)."""

    def __init__(self, *, hands: int, depth: int) -> None:
        """Draw the classes' directions."""
        super().__init__(hands=hands, depth=depth)
        self.loss = published.ArcFaceLoss(num_classes=hands, embedding_size=self.size)

    def forward(self, embeddings: Tensor, *, hands: Tensor) -> Tensor:
        """The loss of one batch."""
        return _number(self.loss(self.vectors(embeddings), hands))


class CrossEntropy(HandLoss):
    """Hands as classes of a linear classifier."""

    def __init__(self, *, hands: int, depth: int) -> None:
        """Draw the classifier's weights."""
        super().__init__(hands=hands, depth=depth)
        self.classes = nn.Linear(self.size, hands)

    def forward(self, embeddings: Tensor, *, hands: Tensor) -> Tensor:
        """The loss of one batch."""
        return functional.cross_entropy(self.classes(self.vectors(embeddings)), hands)


LOSSES: Final[dict[str, Callable[[], PairLoss]]] = {
    "logistic": LogisticLoss,
    "contrastive": ContrastiveLoss,
    "triplet": TripletLoss,
    "triplet-semi-hard": partial(TripletLoss, which=Triplets.SEMI_HARD),
    "triplet-hard": partial(TripletLoss, which=Triplets.HARD),
    "angular": AngularLoss,
    "multi-similarity": MultiSimilarityLoss,
}
"""Losses over pairs."""
HAND_LOSSES: Final[dict[str, Callable[..., HandLoss]]] = {
    "arcface": ArcFace,
    "cross-entropy": CrossEntropy,
}
"""Losses over hands as classes, which are made for a number of hands and of a descriptor's size."""
LOSS_NAMES: Final = (*LOSSES, *HAND_LOSSES)


class PairCosts(NamedTuple):
    """(B, B) float each: the cost of a pair of this kind."""

    genuine: Tensor
    skilled: Tensor
    random: Tensor


def _mean_by_kind(masks: PairMasks, *, costs: PairCosts, weights: KindWeights) -> Tensor:
    """Weighted mean of the means of the kinds in the batch."""
    total, weight_sum = _nothing(costs.genuine), 0.0
    for mask, cost, weight in zip(masks, costs, weights, strict=True):
        if mask.any():
            total = total + weight * cost[mask].mean()
            weight_sum += weight
    return total / weight_sum if weight_sum else total


class _Given(BaseDistance):  # type: ignore[misc]
    """A distance for the published losses whose "embeddings" already are the matrix."""

    def __init__(self, *, is_inverted: bool) -> None:
        super().__init__(normalize_embeddings=False, is_inverted=is_inverted)

    def compute_mat(self, query_emb: Tensor, ref_emb: Tensor) -> Tensor:
        return query_emb


def _only(chosen: Tensor, *, among: Tensor) -> Tensor:
    """(B, B) the chosen column of each row, where the mask has it."""
    return functional.one_hot(chosen, among.shape[1]).bool() & among


def _cosines(distances: Tensor) -> Tensor:
    """Cosines of the angles between unit vectors at these distances."""
    return 1 - distances.square() / 2


def _nothing(values: Tensor) -> Tensor:
    """Zero that depends on the network, so that ``backward`` works."""
    return values.sum() * 0.0


def _number(value: object) -> Tensor:
    assert isinstance(value, Tensor)
    return value
