"""The verifier: all steps from an image to a decision, numbered.

`Verifier.prepare_scan` computes the embedding of a signature (steps 1 to 5), `Verifier.verify_many`
compares it with references and decides (steps 6 to 8).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from sigverify import __version__
from sigverify.detection.detections import Detection, doubt_about
from sigverify.detection.detector import shipped_detector
from sigverify.detection.ink import SignatureInk
from sigverify.encoding.artefact import CALIBRATION_NAME, Artefact, load_artefact
from sigverify.encoding.encoder import Encoder
from sigverify.errors import ModelError, UsageError
from sigverify.files import canonical_json, sha256_hex
from sigverify.imaging.arrays import Image
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.quality import UNSIGNED, Severity, assess_quality, unseen_pages
from sigverify.imaging.reading.scans import Scan, read_scan
from sigverify.imaging.registration import CANVAS
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Box
from sigverify.verification.calibration_file import Calibration, load_calibration
from sigverify.verification.comparison import Comparison
from sigverify.verification.copies import COPY_TEST, CopyTest
from sigverify.verification.decision import decide, doubtful
from sigverify.verification.events import log_decided, log_loaded
from sigverify.verification.results import (
    CalibrationIdentity,
    ModelIdentity,
    PreparedSignature,
    ReferenceScore,
    Verification,
)
from sigverify.verification.scores import Score, Scorer

# Largest mean difference, of 255, between the stored canvas of the golden input and the one made
# here. Another OpenCV may round an edge pixel differently; one displaced stroke exceeds this.
MAX_CANVAS_DRIFT: Final = 0.5

_KEPT_THRESHOLDS: Final = 256


class Verifier:
    """A model and a calibration, ready to verify. One instance may serve several threads.

    Attributes:
        model: the network.
        calibration: the identity of the calibration.
        settings: the calibration itself.
        embedding_identity: hash of everything that determines embeddings: two verifiers with the
            same hash compute the same ones, with any calibrations.
        scorer: turns distances into similarities, as `verify` does.
        thresholds: from similarity to decision with the number of references that the calibration
            is mainly about, if a cheque's amount is unknown.
        middle_distance: the distance between two signatures at which the evidence is even.
    """

    def __init__(
        self, model_folder: Path, *, calibration: Path | None = None, threads: int | None = None
    ) -> None:
        """Load and check networks, model and calibration.

        Args:
            model_folder: the folder of a trained model.
            calibration: a calibration of that model; None takes the one in its folder.
            threads: of the network; None takes the default for a single program.

        Raises:
            ModelError: the model is missing, damaged, too new or drifted.
            CalibrationError: the calibration is missing, damaged or made for another model.
        """
        started = time.perf_counter()
        artefact = load_artefact(model_folder)
        settings = load_calibration(
            model_folder / CALIBRATION_NAME if calibration is None else calibration,
            artefact=artefact,
        )
        self._detector = shipped_detector()
        self._encoder = Encoder(artefact, threads=threads)
        self._preprocessing = artefact.preprocessing
        self._check_canvas(artefact)
        self.settings: Calibration = settings
        self.scorer = Scorer(settings)
        # Each comparison asks twice.
        self._thresholds_for = lru_cache(_KEPT_THRESHOLDS)(settings.thresholds_for)
        self.thresholds: Thresholds = settings.thresholds
        self.middle_distance: float = settings.similarity.map.b
        self.model = ModelIdentity(
            name=artefact.manifest.name,
            version=artefact.manifest.version,
            sha256=artefact.encoder_sha256,
        )
        self.embedding_identity: str = sha256_hex(
            canonical_json(
                [
                    artefact.encoder_sha256,
                    artefact.manifest.preprocessing_sha256,
                    *self._detector.networks_sha256,
                    __version__,
                ]
            )
        )
        self.calibration = CalibrationIdentity(
            name=settings.values.name,
            sha256=settings.sha256,
            warnings=settings.warnings,
            shipped_with=artefact.manifest.name if settings.ships_with(artefact) else None,
        )
        log_loaded(self.model, self.calibration, started=started)

    def prepare(self, path: Path, *, box: Box | None = None, page: int = 0) -> PreparedSignature:
        """Read one signature and prepare it for comparison.

        Args:
            path: an image file, of a cheque or of a signature alone.
            box: the signature's box; with None the locator detects the signature on a cheque, and
                any other image is used whole.
            page: page of the file, counted from 0.

        Raises:
            MissingFileError: nothing is there, or a folder is.
            UnreadableFileError: the file is not a usable image.
            UsageError: the box lies outside the image.
        """
        return self.prepare_scan(read_scan(path, page=page), path=path, page=page, box=box)

    def prepare_scan(
        self, scan: Scan, *, path: Path, page: int = 0, box: Box | None = None
    ) -> PreparedSignature:
        """`prepare` for an image that was read before.

        Args:
            scan: the image.
            path: the file it was read from.
            page: the page it was read from, counted from 0.
            box: the signature's box; with None the locator detects the signature on a cheque, and
                any other image is used whole.

        Raises:
            UsageError: the box lies outside the image.
            ModelError: the locator is missing or damaged.
        """
        height, width = scan.grey.shape
        if box is not None:
            box = box.clipped(width=width, height=height)
            if box is None:
                raise UsageError(
                    f"{path}: the box lies outside the image.",
                    remedy="Give x,y,w,h in pixels of the image.",
                )
        # 1. Find the signature, unless its box was given.
        detections = self._detector.detect(scan)
        doubt, confidence = None, 1.0
        if box is None and detections.is_cheque and not detections.found:
            return _unsigned(scan, path=path, page=page)
        if box is None and detections.found:
            box, confidence = detections.found[0].box, detections.found[0].confidence
            doubt = doubt_about(detections.found, width=width, height=height)
        # 2. Separate its ink from print and paper.
        grey, pen = self._detector.extract_ink(scan, box=box, detections=detections)
        # 3. Assess whether it can be compared.
        quality = (
            *assess_quality(grey, pen.ink),
            *doubtful(place=doubt, pen=pen, confidence=confidence),
            *unseen_pages(page, of=scan.page_count),
        )
        embedding = canvas = None
        if not any(finding.severity is Severity.UNUSABLE for finding in quality):
            # 4. Bring it to the network's size and stroke width.
            canvas = normalize_ink(pen.ink, self._preprocessing)
            # 5. Embed it.
            embedding = self._encoder.embed(canvas[None])[0]
        return PreparedSignature(
            path=path,
            page=page,
            sha256=scan.sha256,
            pixels_sha256=_pixels_sha256(grey),
            box=box,
            quality=quality,
            ink=_cropped(pen.ink),
            embedding=embedding,
            canvas=canvas if self._preprocessing == CANVAS else None,
        )

    def detect(self, scan: Scan) -> tuple[Detection, ...]:
        """The detections of a cheque, the best first; none if the scan is not a cheque.

        Raises:
            ModelError: the locator is missing or damaged.
        """
        return self._detector.detect(scan).found

    def separated(self, scan: Scan, *, box: Box | None = None) -> SignatureInk:
        """A signature's pixels, its ink and the print that was taken away, for a person to check.

        Args:
            scan: the image of a cheque, a card or a signature alone.
            box: the signature's box; with None the place that `prepare_scan` uses.

        Raises:
            ModelError: a network can't be run.
        """
        detections = self._detector.detect(scan)
        if box is None and detections.found:
            box = detections.found[0].box
        return self._detector.extract_ink(scan, box=box, detections=detections)

    def verify(
        self,
        questioned: PreparedSignature,
        references: Sequence[PreparedSignature],
        *,
        amount: float | None = None,
    ) -> Verification:
        """Verify a questioned signature against references of the claimed signer.

        A repeated reference counts once, an unusable one does not count; the reasons say so.

        Args:
            questioned: the signature under examination.
            references: signatures known to be genuine.
            amount: of the cheque, for a calibration with thresholds by amount; None takes the
                strictest ones.

        Raises:
            UsageError: there is no reference.
        """
        return self.verify_many([(questioned, references)], amounts=[amount])[0]

    def verify_many(
        self,
        cases: Sequence[tuple[PreparedSignature, Sequence[PreparedSignature]]],
        *,
        amounts: Sequence[float | None] | None = None,
        copy_test: CopyTest = COPY_TEST,
    ) -> list[Verification]:
        """`verify` for many questioned signatures, faster than one by one.

        Args:
            cases: questioned signatures, each with its references; signatures that several cases
                share are best the same object.
            amounts: of the cheques, as for `verify`; None means that all are unknown.
            copy_test: decides whether two usable signatures are copies of one another.

        Raises:
            UsageError: a case has no reference.
        """
        # 6. Sort out the references: a repeated one counts once, an unusable one not at all.
        comparisons = [Comparison.of(questioned, references) for questioned, references in cases]
        # 7. Measure the distances, fuse the references, and turn distances into similarities.
        scores = self.scorer.scores(comparisons)
        # 8. Decide, by the thresholds for the number of references and the cheque's amount.
        verified = [
            self._verification(one, score=score, amount=amount, copy_test=copy_test)
            for one, score, amount in zip(
                comparisons, scores, amounts or [None] * len(comparisons), strict=True
            )
        ]
        log_decided(verified)
        return verified

    def _verification(
        self,
        comparison: Comparison,
        *,
        score: Score | None,
        amount: float | None,
        copy_test: CopyTest,
    ) -> Verification:
        thresholds = self.thresholds_for(amount, references=len(comparison.usable))
        decision, reasons = decide(
            comparison,
            score=score,
            thresholds=thresholds,
            single=self.thresholds_for(amount, references=1),
            middle=self.middle_distance,
            copy_test=copy_test,
        )
        remaining = iter([] if score is None else score.alone)
        return Verification(
            decision=decision,
            similarity=None if score is None else score.similarity,
            thresholds=thresholds,
            reasons=tuple(reasons),
            questioned=comparison.questioned,
            references=tuple(
                ReferenceScore(
                    signature=reference,
                    similarity=next(remaining, None) if reference.usable else None,
                )
                for reference in comparison.distinct
            ),
            model=self.model,
            calibration=self.calibration,
            middle=self.middle_distance,
        )

    def thresholds_for(self, amount: float | None, *, references: int) -> Thresholds:
        """As `Calibration.thresholds_for`."""
        return self._thresholds_for(amount, references=references)

    def _check_canvas(self, artefact: Artefact) -> None:
        """Compare the canvas of the golden input with the one made at the export.

        Raises:
            ModelError: they differ by more than `MAX_CANVAS_DRIFT`.
        """
        canvas = normalize_ink(clean_crop(artefact.golden.grey), self._preprocessing)
        difference = np.abs(canvas.astype(np.int16) - artefact.golden.canvas)
        drift = float(difference.mean())
        if drift > MAX_CANVAS_DRIFT:
            raise ModelError(
                f"Model {artefact.manifest.name}: images are prepared differently here than where "
                f"it was made (golden input off by {drift:.2g}).",
                remedy="Install the versions of the requirements that the model was made with.",
            )


def _unsigned(scan: Scan, *, path: Path, page: int) -> PreparedSignature:
    """The result for a cheque without a detected signature."""
    return PreparedSignature(
        path=path,
        page=page,
        sha256=scan.sha256,
        pixels_sha256=_pixels_sha256(scan.grey),
        box=None,
        quality=(UNSIGNED, *unseen_pages(page, of=scan.page_count)),
        ink=np.zeros((0, 0), np.uint8),
        embedding=None,
    )


def _cropped(ink: Image) -> Image:
    """The ink without the paper around it; empty where there is none."""
    rows = np.flatnonzero(ink.any(axis=1))
    columns = np.flatnonzero(ink.any(axis=0))
    if rows.size == 0:
        return ink[:0, :0]
    # A copy, so that the whole scan does not stay in memory.
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()


def _pixels_sha256(grey: Image) -> str:
    """Hash of an image's pixels and shape, independent of the file format."""
    return sha256_hex(f"{grey.shape[0]}x{grey.shape[1]}:".encode() + grey.tobytes())
