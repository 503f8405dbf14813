from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.encoding.distance import cell_costs
from sigverify.verification.explanation import explain
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def prepared(
    verifier: Verifier, folder: Path, name: str, grey: NDArray[np.uint8]
) -> PreparedSignature:
    path = folder / name
    path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    return verifier.prepare(path)


def test_the_same_ink_agrees_all_over(verifier: Verifier, tmp_path: Path) -> None:
    first = prepared(verifier, tmp_path, "a.png", scribble(seed=1))
    second = prepared(verifier, tmp_path, "b.png", scribble(seed=1))
    found = explain(first, second, middle=verifier.middle_distance)
    assert found.questioned.unlike == found.reference.unlike == 0.0
    assert min(found.registration.moved_share, found.registration.fixed_share) == 1.0


def test_the_maps_are_the_networks_own_distance(verifier: Verifier, tmp_path: Path) -> None:
    questioned = prepared(verifier, tmp_path, "q.png", scribble(seed=2))
    reference = prepared(verifier, tmp_path, "r.png", scribble(seed=1))
    found = explain(questioned, reference, middle=verifier.middle_distance)
    assert questioned.embedding is not None
    assert reference.embedding is not None
    forward, _ = cell_costs(questioned.embedding, reference.embedding)
    inked = questioned.embedding[..., -1] > 0
    expected = (forward[inked] > verifier.middle_distance).mean()
    assert found.questioned.unlike == pytest.approx(expected)
    assert 0.1 < found.questioned.unlike <= 1.0


def test_an_unusable_signature_is_not_explained(verifier: Verifier, tmp_path: Path) -> None:
    blank = prepared(verifier, tmp_path, "b.png", np.full((150, 420), 255, np.uint8))
    good = prepared(verifier, tmp_path, "g.png", scribble(seed=1))
    with pytest.raises(ValueError, match="usable"):
        explain(blank, good, middle=verifier.middle_distance)
