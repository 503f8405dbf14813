from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.detection.detections import Detection, Detections
from sigverify.detection.detector import shipped_detector
from sigverify.detection.located_file import locate_file, write_crops
from sigverify.detection.locator import Locator, shipped_locator
from sigverify.detection.separator import Separator
from sigverify.imaging.quality import QualityKind
from sigverify.paths import model_folder, shipped_folder
from sigverify.reasons import Reason, ReasonCode
from sigverify.synthesis.documents.cheque import ComposedCheque, compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.terms import Box, Decision
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from sigverify.wording import english
from tests.helpers.pictures import decode_colour
from tests.helpers.scribbles import scribble


@pytest.fixture
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


@pytest.fixture(scope="module")
def cheque() -> ComposedCheque:
    """A made-up cheque that a scribble has signed."""
    ink = 255 - scribble(seed=4)
    rng = np.random.default_rng(2)
    return compose_cheque(rng, style=Layout.US_PERSONAL, signatures=[ink], dpi=150.0)


def write_image(path: Path, image: NDArray[np.uint8]) -> Path:
    path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    return path


def pretend(monkeypatch: pytest.MonkeyPatch, *found: Detection) -> None:
    """Let the locator find what it is told to find."""
    answer = Detections(is_cheque=True, degrees=0.0, found=found)
    monkeypatch.setattr(Locator, "locate", lambda _self, _scan: answer)


def test_the_shipped_networks_find_a_signature_on_a_made_up_cheque(
    verifier: Verifier, cheque: ComposedCheque, tmp_path: Path
) -> None:
    path = write_image(tmp_path / "cheque.png", cheque.image)
    prepared = verifier.prepare(path)
    assert prepared.box is not None
    assert prepared.box.iou(cheque.boxes[0]) > 0.3
    found = verifier.detect(locate_file(path, detector=shipped_detector()).scan)
    assert found[0].box == prepared.box


def test_a_signature_alone_is_taken_whole(verifier: Verifier, tmp_path: Path) -> None:
    path = write_image(tmp_path / "crop.png", scribble(seed=5))
    assert verifier.prepare(path).box is None
    assert verifier.detect(locate_file(path, detector=shipped_detector()).scan) == ()


def test_no_signature_is_no_decision(
    verifier: Verifier, cheque: ComposedCheque, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch)
    unsigned = verifier.prepare(write_image(tmp_path / "cheque.png", cheque.image))
    reference = verifier.prepare(write_image(tmp_path / "r.png", cheque.image), box=cheque.boxes[0])
    assert reference.usable
    result = verifier.verify(unsigned, [reference])
    assert result.decision is Decision.NO_DECISION
    assert result.similarity is None
    assert "No signature was found" in english(result.reasons[0])


@pytest.mark.parametrize(
    ("confidence", "second"), [(0.35, None), (0.9, 0.85), (0.9, 0.3), (0.9, None)]
)
def test_a_doubtful_box_is_referred(
    confidence: float,
    second: float | None,
    verifier: Verifier,
    cheque: ComposedCheque,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box = cheque.boxes[0]
    others = [] if second is None else [Detection(Box(x=50, y=50, w=90, h=40), second, 0.0)]
    pretend(monkeypatch, Detection(box, confidence, 0.0), *others)
    questioned = verifier.prepare(write_image(tmp_path / "cheque.png", cheque.image))
    monkeypatch.undo()
    specimen = write_image(tmp_path / "r.png", scribble(seed=9))
    result = verifier.verify(questioned, [verifier.prepare(specimen)])
    doubtful = confidence < 0.5 or (second or 0.0) > 0.6 * confidence
    assert (Reason(ReasonCode.CHECK_BOX) in result.reasons) == doubtful
    assert not doubtful or result.decision is Decision.REFER
    kinds = {finding.kind for finding in questioned.quality}
    assert (QualityKind.CHECK_BOX in kinds) == doubtful


def test_of_rivals_the_one_with_surer_ink_is_used(
    verifier: Verifier, cheque: ComposedCheque, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    height, width = cheque.image.shape[:2]
    bare = Box(x=width // 2, y=height // 3, w=90, h=40)
    pretend(monkeypatch, Detection(bare, 0.66, 0.0), Detection(cheque.boxes[0], 0.65, 0.0))
    prepared = verifier.prepare(write_image(tmp_path / "cheque.png", cheque.image))
    assert prepared.box is not None
    assert prepared.box.iou(cheque.boxes[0]) > 0.5
    # A person is asked all the same.
    assert QualityKind.CHECK_BOX in {finding.kind for finding in prepared.quality}


def test_a_box_that_was_given_is_used_and_not_doubted(
    verifier: Verifier, cheque: ComposedCheque, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, Detection(Box(x=5, y=5, w=60, h=30), 0.31, 0.0))
    path = write_image(tmp_path / "cheque.png", cheque.image)
    prepared = verifier.prepare(path, box=cheque.boxes[0])
    assert prepared.box == cheque.boxes[0]
    assert QualityKind.CHECK_BOX not in {finding.kind for finding in prepared.quality}


@pytest.mark.parametrize("upright", [0.3, 1.0])
def test_a_wide_cutout_has_no_right_way_up(
    upright: float, cheque: ComposedCheque, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, (height, width) = cheque.boxes[0], cheque.image.shape[:2]
    across, down = round(0.4 * box.w), round(0.4 * box.h)
    left, top = max(box.x - across, 0), max(box.y - down, 0)
    right, bottom = min(box.x + box.w + across, width), min(box.y + box.h + down, height)
    path = write_image(tmp_path / "wide.png", cheque.image[top:bottom, left:right])
    half = Box(x=box.x - left, y=box.y - top, w=box.w // 2, h=box.h)
    answer = Detections(is_cheque=True, upright=upright, found=(Detection(half, 0.6, 0.0),))
    monkeypatch.setattr(Locator, "locate", lambda _self, _scan: answer)
    assert locate_file(path, detector=shipped_detector()).detections.is_cheque == (upright == 1.0)


def test_crops_have_safe_names_and_the_boxs_pixels(cheque: ComposedCheque, tmp_path: Path) -> None:
    path = write_image(tmp_path / "Scheck ../*?é.png".replace("/", "-"), cheque.image)
    found = locate_file(path, detector=shipped_detector())
    files = write_crops(found, folder=tmp_path / "crops", detector=shipped_detector())
    assert len(files) == 2 * len(found.detections.found) > 0
    assert all(file.parent == tmp_path / "crops" for file in files)
    assert all(file.stem.replace("-", "").replace("_", "").isalnum() for file in files)
    box = found.detections.found[0].box
    pixels = decode_colour(files[0].read_bytes())
    assert np.array_equal(pixels, cheque.image[box.y : box.y + box.h, box.x : box.x + box.w])


def test_the_locator_is_no_model_to_judge_with() -> None:
    assert (shipped_folder("trained") / "locator" / "locator.onnx").stat().st_size < 4 * 2**20
    assert model_folder().name != "locator"
    assert shipped_locator().sha256


def test_a_signature_that_print_runs_into_is_referred(
    verifier: Verifier, cheque: ComposedCheque, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_image(tmp_path / "cheque.png", cheque.image)
    specimen = verifier.prepare(write_image(tmp_path / "r.png", scribble(seed=9)))
    shipped = Separator.likelihood

    def prepared(*, sure: float) -> PreparedSignature:
        """As a network sees it that says what the shipped one says, so firmly."""

        def likelihood(self: Separator, canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
            yes = shipped(self, canvas) > 0.5
            return np.where(yes, sure, 1.0 - sure).astype(np.float32)

        with monkeypatch.context() as patch:
            patch.setattr(Separator, "likelihood", likelihood)
            return verifier.prepare(path, box=cheque.boxes[0])

    assert not any(finding.kind is QualityKind.CHECK_INK for finding in prepared(sure=1.0).quality)
    mixed = prepared(sure=0.85)
    assert any(finding.kind is QualityKind.CHECK_INK for finding in mixed.quality)
    result = verifier.verify(mixed, [specimen])
    assert result.decision is Decision.REFER
    assert result.reasons[0] == Reason(ReasonCode.CHECK_INK)
    assert "print runs into the signature" in english(result.reasons[1])
