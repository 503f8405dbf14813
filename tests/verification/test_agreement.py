"""A signature that agrees only in part is not accepted, however small the mean distance."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Decision
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble
from tests.helpers.tiny_model import calibration_values


@pytest.fixture(scope="module")
def verifier(pristine_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    """A verifier with distances on the scale of a trained model."""
    values = calibration_values(pristine_model) | {"similarity": {"a": 44.0, "b": 0.5}}
    calibration = tmp_path_factory.mktemp("calibration") / "trained.json"
    calibration.write_text(json.dumps(values), encoding="utf-8")
    return Verifier(pristine_model, calibration=calibration)


def with_cells(verifier: Verifier, folder: Path, *, seed: int, both: bool) -> PreparedSignature:
    """A signature with a row of cells and, optionally, another row out of its reach."""
    path = folder / f"{seed}.png"
    path.write_bytes(cv2.imencode(".png", scribble(seed=seed))[1].tobytes())
    prepared = verifier.prepare(path)
    assert prepared.embedding is not None
    embedding = np.zeros_like(prepared.embedding)
    embedding[-1, :, 0] = embedding[-1, :, -1] = 1.0
    if both:
        # Half as much: the mean distance still indicates one writer.
        embedding[0, ::2, 0] = embedding[0, ::2, -1] = 1.0
    return replace(prepared, embedding=embedding)


def test_a_part_of_a_signature_is_referred(verifier: Verifier, tmp_path: Path) -> None:
    name_in_ring = with_cells(verifier, tmp_path, seed=1, both=True)
    ring_alone = with_cells(verifier, tmp_path, seed=2, both=False)

    missing = verifier.verify(ring_alone, [name_in_ring])
    assert missing.similarity is not None
    assert verifier.thresholds.decide(missing.similarity) is Decision.ACCEPT
    assert missing.decision is Decision.REFER
    assert missing.reasons == (
        Reason(ReasonCode.ONLY_PART_AGREES),
        Reason(ReasonCode.PART_MISSING, specimen="1.png"),
    )

    added = verifier.verify(name_in_ring, [ring_alone])
    assert added.decision is Decision.REFER
    assert added.reasons == (
        Reason(ReasonCode.ONLY_PART_AGREES),
        Reason(ReasonCode.PART_ADDED, specimen="2.png"),
    )

    again = with_cells(verifier, tmp_path, seed=3, both=True)
    assert verifier.verify(again, [name_in_ring]).decision is Decision.ACCEPT
