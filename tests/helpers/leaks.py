"""How well statistics that know nothing of shapes tell two kinds of images apart."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def statistics(canvas: NDArray[np.uint8]) -> list[float]:
    """Mean grey, share of ink, height and width of the ink, number of pieces."""
    ink = canvas >= 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    pieces = cv2.connectedComponents(ink.astype(np.uint8))[0] - 1
    return [canvas.mean(), ink.mean(), np.ptp(rows), np.ptp(columns), pieces]


def leak_auc(
    features: Sequence[Sequence[float]], labels: Sequence[bool], *, writers: Sequence[str]
) -> float:
    """AUC of a logistic regression on statistics of images, on writers it was not fitted on."""
    guess = cross_val_predict(
        make_pipeline(StandardScaler(), LogisticRegression()),
        np.array(features),
        np.array(labels),
        groups=writers,
        cv=GroupKFold(5),
        method="predict_proba",
    )[:, 1]
    return float(roc_auc_score(labels, guess))
