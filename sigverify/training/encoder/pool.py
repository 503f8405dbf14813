"""The signatures that a training draws its batches from: at most so many of each writer.

Writers with many signatures would not teach more about other writers, but the frozen features of
each signature take time and room. A signature that was drawn several times counts once; its views
take its drawings in turn.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from sigverify.training.signatures.corpus import Examples, Indices
from sigverify.training.signatures.drawing import signature_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPlan:
    """What is prepared for a training.

    Attributes:
        genuine: genuine signatures of a writer, at most.
        forged: skilled forgeries of a writer, at most.
        views: augmented images of a signature.
    """

    genuine: int = 9
    forged: int = 7
    views: int = 3


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Signatures, one example each, and the images that their views are made of.

    Attributes:
        examples: (n) the first image of each signature.
        views: (n, views) the row of each view's image in the examples that were chosen from.
    """

    examples: Examples
    views: Indices


def choose_pool(examples: Examples, *, plan: PoolPlan, seed: int) -> Pool:
    """Draw signatures; the draw from one writer does not depend on the others.

    Args:
        examples: all images.
        plan: how many of a writer.
        seed: of the draw.
    """
    images: dict[tuple[str, bool, str], list[int]] = defaultdict(list)
    for row, item in enumerate(examples.items):
        key = (item.writer, bool(examples.forged[row]), signature_of(item.name))
        images[key].append(row)
    by_hand: dict[tuple[str, bool], list[list[int]]] = defaultdict(list)
    for (writer, forged, _), rows in images.items():
        by_hand[writer, forged].append(rows)
    chosen: list[list[int]] = []
    for (writer, forged), signatures in by_hand.items():
        rng = np.random.default_rng([seed, zlib.crc32(writer.encode()), forged])
        some = rng.permutation(len(signatures))[: plan.forged if forged else plan.genuine]
        chosen += [signatures[number] for number in np.sort(some).tolist()]
    return Pool(
        examples=examples.subset(np.array([rows[0] for rows in chosen])),
        views=np.array([[rows[view % len(rows)] for view in range(plan.views)] for rows in chosen]),
    )
