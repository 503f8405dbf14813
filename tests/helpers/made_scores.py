"""A table of made-up scores, for tests of calibration that need no picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def write_scores(path: Path, *, signers: int = 40, each: int = 15, skilled: bool = True) -> Path:
    """Write ``similarity,writer,kind`` of signers who differ; returns the path."""
    rng = np.random.default_rng(7)
    rows = ["similarity,writer,kind"]
    kinds = {"genuine": 2.5, "random": -5.0} | ({"skilled": -1.5} if skilled else {})
    for signer in range(signers):
        own = rng.normal(0, 0.3)
        for kind, centre in kinds.items():
            for odds in rng.normal(centre + own, 1.0, each):
                rows.append(f"{1 / (1 + np.exp(-odds)):.9f},signer {signer},{kind}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
