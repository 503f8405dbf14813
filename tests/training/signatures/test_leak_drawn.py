"""Does the network's input of a drawn trajectory reveal the label, or that it was drawn?

As in `test_leak`, statistics that know nothing of shapes try to tell genuine from forged, and drawn
from scanned.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sigverify.datasets.manifest import read_manifest
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.normalizing import normalize_ink
from sigverify.synthesis.signatures.recorded import drawn
from sigverify.training.signatures.canvases import prepare_image
from sigverify.training.signatures.trajectories import read_recordings
from tests.helpers.leaks import leak_auc, statistics
from tests.helpers.places import REAL_DATA, REAL_SIGNATURES

MANIFEST = REAL_SIGNATURES / "manifest.csv"
ONLINE = REAL_DATA / "online"
IMAGES_A_LABEL = 6
WRITERS_A_SET = 40
# As in `test_leak`.
MOST = 0.70
SCANNED_LATIN = ("cedar", "sigcomp2009_nfi")
# Sets differ in what people write, so statistics tell scans of two laboratories apart as well.
MOST_DRAWN = 0.85


def of_archive(path: Path) -> tuple[list[list[float]], list[bool], list[str]]:
    recordings = read_recordings(path)
    rng = np.random.default_rng(0)
    chosen = [
        index
        for writer in rng.permutation(np.unique(recordings.writers))[:WRITERS_A_SET]
        for forged in (False, True)
        for index in rng.permutation(
            np.flatnonzero((recordings.writers == writer) & (recordings.forged == forged))
        )[:IMAGES_A_LABEL].tolist()
    ]
    features = [
        statistics(
            normalize_ink(
                clean_crop(drawn(recordings[index], np.random.default_rng([7, index]))),
                PreprocessingConfig(),
            )
        )
        for index in chosen
    ]
    return features, recordings.forged[chosen].tolist(), recordings.writers[chosen].tolist()


@pytest.mark.real_data
@pytest.mark.slow
def test_trivial_statistics_hardly_reveal_the_label_of_a_drawing() -> None:
    features: list[list[float]] = []
    writers: list[str] = []
    for path in sorted(ONLINE.glob("*.npz")):
        own, forged, names = of_archive(path)
        value = leak_auc(own, forged, writers=names)
        print(f"{path.stem}: AUC {value:.3f} of {len(own)} images")
        assert value < MOST, f"{path.stem}: drawn genuine and forged differ, AUC {value:.2f}"
        features += own
        writers += names
    drawn_count = len(features)
    items = [item for item in read_manifest(MANIFEST) if item.dataset in SCANNED_LATIN]
    for index in np.random.default_rng(1).permutation(len(items))[:drawn_count].tolist():
        item = items[index]
        prepared = prepare_image(
            item.path.read_bytes(), name=item.path.name, config=PreprocessingConfig()
        )
        features.append(statistics(prepared.canvas))
        writers.append(item.writer)
    is_drawn = [index < drawn_count for index in range(len(features))]
    value = leak_auc(features, is_drawn, writers=writers)
    print(f"drawn against scanned, Latin: AUC {value:.3f} of {len(features)} images")
    assert value < MOST_DRAWN
