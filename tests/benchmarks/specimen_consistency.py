"""What it costs to ask that the specimens agree, and what it catches.

``python -m tests.benchmarks.specimen_consistency`` prints, for two, three and five specimens, which
share of the accepted genuine signatures and of the accepted skilled forgeries is referred because
half of the specimens or more fall short, and because a specimen is unlike all others, and which
share is barely above the threshold. The writers are those of `val` and `val_cross`.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict

import numpy as np

from sigverify.encoding.distance import embedding_distances
from sigverify.paths import model_folder
from sigverify.scoring.consistency import barely_accepted, few_agree, strangers
from sigverify.terms import Decision
from sigverify.verification.verifier import Verifier
from tests.helpers.places import REAL_SIGNATURES

_WRITERS, _GENUINE, _FORGED, _DRAWS = 12, 9, 6, 4


def main() -> None:
    """Embed the signatures of some writers of each set, and count."""
    draw = random.Random(1)
    verifier = Verifier(model_folder(None), threads=1)
    written: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with (REAL_SIGNATURES / "manifest.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if row["split"].startswith("val"):
                written[row["writer"]][row["label"]].append(row["path"])
    sets: dict[str, list[str]] = defaultdict(list)
    for writer in written:
        sets[writer.partition("/")[0]].append(writer)
    chosen = [writer for writers in sets.values() for writer in writers[:_WRITERS]]
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for writer in chosen:
        embedded = {}
        for label, most in (("genuine", _GENUINE), ("forged", _FORGED)):
            paths = written[writer][label]
            draw.shuffle(paths)
            found = [verifier.prepare(REAL_SIGNATURES / path).embedding for path in paths[:most]]
            embedded[label] = [one for one in found if one is not None]
        own = len(embedded["genuine"])
        stacked = np.stack([*embedded["genuine"], *embedded["forged"]])
        distances = embedding_distances(stacked, stacked)
        for k in (2, 3, 5):
            if own > k:
                _count(counts, distances, own=own, k=k, draw=draw, verifier=verifier)
    print(f"{len(chosen)} writers")
    for (k, label), count in sorted(counts.items()):
        base = max(count["accepted"], 1)
        shares = ", ".join(
            f"{name} {100 * count[name] / base:.1f} %"
            for name in ("few agree", "stranger", "referred", "barely")
        )
        print(f"{k} specimens, {label}: {count['accepted']} accepted, of them {shares}")


def _count(
    counts: dict[tuple[int, str], Counter[str]],
    distances: np.ndarray,
    *,
    own: int,
    k: int,
    draw: random.Random,
    verifier: Verifier,
) -> None:
    """Count the accepted signatures of one writer, for some draws of k specimens."""
    scale = verifier.settings.similarity
    thresholds = verifier.thresholds_for(None, references=k)
    single = verifier.thresholds_for(None, references=1)
    for _ in range(_DRAWS):
        chosen = draw.sample(range(own), k)
        among = distances[np.ix_(chosen, chosen)]
        kinship = scale.similarities(among.reshape(-1)).reshape(k, k)
        apart = bool(strangers(kinship, thresholds=single))
        for place in range(len(distances)):
            if place in chosen:
                continue
            away = distances[place, chosen]
            similarity = float(verifier.scorer.similarities(away[None], references=among[None])[0])
            if thresholds.decide(similarity) is not Decision.ACCEPT:
                continue
            few = few_agree(scale.similarities(away).tolist(), thresholds=thresholds)
            count = counts[k, "genuine" if place < own else "forged"]
            count["accepted"] += 1
            count["few agree"] += few
            count["stranger"] += apart
            count["referred"] += few or apart
            count["barely"] += barely_accepted(similarity, thresholds=thresholds)


if __name__ == "__main__":
    main()
