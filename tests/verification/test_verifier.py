from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import sigverify
from sigverify.encoding.distance import embedding_distances
from sigverify.encoding.golden import Golden
from sigverify.errors import ModelError, UsageError
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.quality import QualityKind, Severity
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.fusion import FusionConfig, fuse_many
from sigverify.scoring.similarity import SimilarityMap
from sigverify.terms import Box, Decision
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble
from tests.helpers.tiny_model import (
    CONFIG,
    calibration_values,
    describe,
    expected_embedding,
    golden_input,
)


def write_image(path: Path, grey: NDArray[np.uint8]) -> Path:
    path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    return path


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def test_the_pipeline_gives_the_result_of_its_steps(
    verifier: Verifier, pristine_model: Path, tmp_path: Path
) -> None:
    images = [scribble(seed=1, variation=variation) for variation in range(3)]
    questioned, *references = [
        verifier.prepare(write_image(tmp_path / f"{index}.png", image))
        for index, image in enumerate(images)
    ]
    result = verifier.verify(questioned, references)

    made = np.stack(
        [expected_embedding(normalize_ink(clean_crop(image), CONFIG)) for image in images]
    )
    values = calibration_values(pristine_model)
    similarity = SimilarityMap(**values["similarity"])
    distances = embedding_distances(made[:1], made[1:])[0]
    among = embedding_distances(made[1:], made[1:])
    fused = fuse_many(
        distances[None], references=among[None], config=FusionConfig(**values["fusion"])
    )[0]
    assert result.similarity == pytest.approx(similarity.similarity(fused), abs=1e-4)
    assert [score.similarity for score in result.references] == pytest.approx(
        [similarity.similarity(distance) for distance in distances], abs=1e-4
    )
    assert result.decision is verifier.thresholds.decide(result.similarity or 0.0)


def test_similarities_between_the_thresholds_are_referred(model: Path, tmp_path: Path) -> None:
    values = calibration_values(model) | {"accept_at": 1.0, "flag_below": 0.0}
    calibration = tmp_path / "wide.json"
    calibration.write_text(json.dumps(values), encoding="utf-8")
    verifier = Verifier(model, calibration=calibration)
    first, second = [
        verifier.prepare(write_image(tmp_path / f"{seed}.png", scribble(seed=seed)))
        for seed in (1, 2)
    ]
    result = verifier.verify(first, [second])
    assert result.decision is Decision.REFER
    assert result.reasons == (Reason(ReasonCode.NEITHER_ALIKE_NOR_DIFFERENT),)


def test_the_thresholds_are_those_of_the_number_of_usable_references(
    model: Path, tmp_path: Path
) -> None:
    def number(least: int, accept_at: float) -> dict[str, object]:
        band: dict[str, object] = {"up_to": None, "accept_at": accept_at}
        band |= {"flag_below": 0.0, "rule": "-", "rates": {}}
        return {"from_references": least, "bands": [band]}

    values = calibration_values(model)
    values |= {"schema_version": 2, "references": 2}
    values["numbers"] = [number(1, 0.9), number(2, 0.5)]
    calibration = tmp_path / "numbers.json"
    calibration.write_text(json.dumps(values), encoding="utf-8")
    verifier = Verifier(model, calibration=calibration)
    questioned, first, second = [
        verifier.prepare(write_image(tmp_path / f"{n}.png", scribble(seed=1, variation=n)))
        for n in range(3)
    ]
    blank = verifier.prepare(write_image(tmp_path / "blank.png", np.full((90, 300), 255, np.uint8)))
    again = verifier.prepare(tmp_path / "1.png")

    def accept_at(*references: PreparedSignature) -> float:
        return verifier.verify(questioned, references).thresholds.accept_at

    assert accept_at(first, second) == 0.5
    # Neither an unusable nor a repeated specimen counts.
    assert accept_at(first) == accept_at(first, blank) == accept_at(first, again) == 0.9
    assert accept_at(blank) == 0.9


def test_a_box_cuts_the_signature_out(verifier: Verifier, tmp_path: Path) -> None:
    alone = scribble(seed=1)
    page = np.full((900, 1200), 255, np.uint8)
    page[500:650, 300:720] = alone
    page[100:250, 100:520] = scribble(seed=2)
    path = write_image(tmp_path / "page.png", page)
    cut = verifier.prepare(path, box=Box(x=300, y=500, w=420, h=150))
    whole = verifier.prepare(write_image(tmp_path / "alone.png", alone))
    assert cut.box == Box(x=300, y=500, w=420, h=150)
    np.testing.assert_array_equal(cut.embedding, whole.embedding)
    assert cut.same_image_as(whole)
    assert cut.sha256 != whole.sha256
    over_the_edge = verifier.prepare(path, box=Box(x=-50, y=400, w=2000, h=2000))
    assert over_the_edge.box == Box(x=0, y=400, w=1200, h=500)
    with pytest.raises(UsageError, match="outside the image"):
        verifier.prepare(path, box=Box(x=1200, y=0, w=10, h=10))


def test_pages_that_were_not_examined_are_mentioned(verifier: Verifier, tmp_path: Path) -> None:
    first, second = [Image.fromarray(scribble(seed=seed)) for seed in (1, 2)]
    path = tmp_path / "two.tif"
    first.save(path, save_all=True, append_images=[second])
    (finding,) = verifier.prepare(path).quality
    assert (finding.kind, finding.severity) == (QualityKind.OTHER_PAGES, Severity.WARNING)
    assert finding.reason == Reason(ReasonCode.OTHER_PAGES, pages=2)
    assert not verifier.prepare(path, page=1).quality
    first.save(path)
    assert not verifier.prepare(path).quality


def test_a_comparison_needs_a_reference(verifier: Verifier, tmp_path: Path) -> None:
    questioned = verifier.prepare(write_image(tmp_path / "q.png", scribble(seed=1)))
    with pytest.raises(UsageError, match="no reference"):
        verifier.verify(questioned, [])


def test_several_threads_may_share_a_verifier(verifier: Verifier, tmp_path: Path) -> None:
    paths = [write_image(tmp_path / f"{seed}.png", scribble(seed=seed)) for seed in range(4)]
    alone = [verifier.prepare(path).embedding for path in paths]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(verifier.prepare, paths * 3))
    for index, prepared in enumerate(together):
        np.testing.assert_array_equal(prepared.embedding, alone[index % 4])


def test_a_model_whose_images_were_prepared_in_another_way_is_refused(model: Path) -> None:
    example = golden_input()
    shifted = np.roll(example.canvas, 2, axis=1)
    drifted = Golden(grey=example.grey, canvas=shifted, embedding=expected_embedding(shifted))
    (model / "golden.npz").write_bytes(drifted.to_bytes())
    describe(model)
    with pytest.raises(ModelError, match="prepared differently"):
        Verifier(model)


def test_ink_is_kept_tight_and_apart_from_the_scan(verifier: Verifier, tmp_path: Path) -> None:
    page = np.full((900, 1200), 255, np.uint8)
    page[500:650, 300:720] = scribble(seed=1)
    ink = verifier.prepare(write_image(tmp_path / "page.png", page)).ink
    for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
        assert edge.any()
    assert ink.shape[0] < 150
    assert ink.base is None
    blank = verifier.prepare(write_image(tmp_path / "blank.png", page[:400]))
    assert blank.ink.size == 0
    assert not blank.usable


def test_neither_torch_nor_a_window_system_is_loaded(pristine_model: Path, tmp_path: Path) -> None:
    paths = [
        write_image(tmp_path / f"{variation}.png", scribble(seed=1, variation=variation))
        for variation in (0, 1)
    ]
    unwanted = ("torch", "PySide6", "matplotlib", "sklearn", "onnx", "pandas")
    program = f"""
import sys
import sigverify.verification
from sigverify.__main__ import main
status = main({["verify", str(paths[0]), "-r", str(paths[1]), "--model", str(pristine_model)]!r})
loaded = [name for name in {unwanted!r} if name in sys.modules]
sys.exit(f"status {{status}}, loaded {{loaded}}" if status or loaded else 0)
"""
    result = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=Path(sigverify.__file__).parents[1],
    )
    assert result.returncode == 0, result.stderr
    assert "ACCEPT" in result.stdout
