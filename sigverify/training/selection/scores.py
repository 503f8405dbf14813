"""Similarities on sets that a training left out, as a table on which thresholds are chosen.

The similarities are those that the left-out training's own product would have given: its fusion and
its similarity map come from unseen writers of the other sets. They are strengths of evidence and so
comparable between trainings of one recipe, which distances are not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from sigverify.files import write_atomically
from sigverify.scoring.similarity import fit_logistic
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.scoring.thresholds.reference_draws import WriterTable, drawn_scores
from sigverify.terms import PairKind
from sigverify.training.encoder.calibrating import NUMBERS
from sigverify.training.selection.protocol import WriterDistances, fit_on

SCORES_NAME: Final = "scores.csv"
_COLUMNS: Final = ("similarity", "writer", "kind", "references")
# Similarities at the very ends are written inside 0..1, where evidence is finite.
_LEAST: Final = 1e-12
_DRAWS: Final = 10


def left_out_scores(
    left_out: Iterable[WriterDistances], *, others: Iterable[WriterDistances], seed: int
) -> dict[int, LabelledScores]:
    """Similarities of sets that were left out, by number of references.

    Args:
        left_out: writers of the sets that were left out.
        others: unseen writers of the other sets; fusion and similarity map are fitted on them.
        seed: of the references' draws.
    """
    known = list(others)
    genuine = np.concatenate([one.among[np.triu_indices(len(one.among), k=1)] for one in known])
    skilled = np.concatenate([one.skilled.ravel() for one in known])
    similarity = fit_logistic(
        np.concatenate([genuine, skilled]),
        genuine=np.arange(genuine.size + skilled.size) < genuine.size,
    )
    fusion = fit_on(known, seed=seed)
    tables = [
        WriterTable(
            writer=f"{one.dataset}/{number}",
            among=one.among,
            skilled=one.skilled,
            random=one.random,
        )
        for number, one in enumerate(left_out)
    ]
    found = {
        k: drawn_scores(tables, k=k, fusion=fusion, similarity=similarity, draws=_DRAWS, seed=seed)
        for k in NUMBERS
    }
    return {k: scores for k, scores in found.items() if scores is not None}


def write_scores(path: Path, scores: dict[int, LabelledScores]) -> None:
    """Write a table ``similarity,writer,kind,references``.

    Raises:
        OutputError: it can't be written.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for k, labelled in scores.items():
        kinds = (labelled.genuine, labelled.skilled, labelled.random)
        for kind, found in zip(PairKind, kinds, strict=True):
            if found is None:
                continue
            for value, writer in zip(found.values, found.writers, strict=True):
                inside = min(max(float(value), _LEAST), 1 - _LEAST)
                rows.writerow([repr(inside), writer, kind.value, k])
    write_atomically(path, text.getvalue().encode())
