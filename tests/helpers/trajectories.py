"""A small archive of pen trajectories, for tests of training."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def write_archive(path: Path, *, down: bool = True) -> Path:
    """Two writers of ``train`` and one of ``val``, two genuine and two forged wavy lines each."""
    signatures = []
    for writer in range(3):
        for number in range(4):
            t = np.linspace(0.0, 1.0, 60 if number < 2 else 150)
            x = 900 * t + 40 * np.sin(20 * t)
            y = 150 * np.sin((8 + 2 * writer + 0.5 * number) * t)
            signatures.append((x.astype(np.int32), y.astype(np.int32)))
    sizes = [len(x) for x, _ in signatures]
    np.savez(
        path,
        x=np.concatenate([x for x, _ in signatures]),
        y=np.concatenate([y for _, y in signatures]),
        down=np.full(sum(sizes), down),
        offset=np.append(0, np.cumsum(sizes)),
        writer=np.repeat(["pens/1", "pens/2", "pens/3"], 4),
        label=np.tile(["genuine", "genuine", "forged", "forged"], 3),
        split=np.repeat(["train", "train", "val"], 4),
    )
    return path
