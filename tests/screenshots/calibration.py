"""The calibration wizard, page by page, over a made-up bank's signatures and scores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from sigverify.calibration.flow import CalibrationFlow
from sigverify.calibration.store import CalibrationStore
from sigverify.encoding.artefact import load_artefact
from sigverify.gui.main_window import MainWindow
from sigverify.gui.wizard.wizard import CalibrationWizard
from sigverify.paths import model_folder
from sigverify.synthesis.signatures.signer import make_signer
from sigverify.verification.verifier import Verifier
from tests.helpers.made_scores import write_scores
from tests.screenshots.stage import bring_up, png, wait_for, written

_SIGNERS = 6


def states(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Each page, then the last ones with enough made-up scores for a policy."""
    wizard = _open(window, folder)
    yield "wizard-data", wizard
    wizard.data.path.setText(str(folder / "no such folder"))
    wizard.next()
    wait_for(lambda: wizard.data.message.text() and wizard.data.isComplete())
    yield "wizard-data-refused", wizard
    wizard.data.path.setText(str(made_up_bank(folder / "signatures")))
    wizard.next()
    wait_for(lambda: wizard.currentPage() is wizard.check)
    wait_for(wizard.check.isComplete)
    yield "wizard-check", wizard
    wizard.next()
    wait_for(wizard.score.isComplete)
    yield "wizard-score", wizard
    wizard.next()
    wait_for(lambda: wizard.policy.message.text())
    QTest.qWait(300)
    yield "wizard-policy-unproven", wizard
    wizard.reject()

    wizard = _open(window, folder)
    wizard.data.path.setText(str(write_scores(folder / "scores.csv", signers=120)))
    wizard.next()
    wait_for(wizard.score.isComplete)
    wizard.next()
    policy = wizard.policy
    policy.limit.setValue(5.0)
    wait_for(policy.isComplete)
    QTest.qWait(200)
    yield "wizard-policy", wizard
    policy.plots.setCurrentIndex(1)
    yield "wizard-policy-similarities", wizard
    policy.plots.setCurrentIndex(2)
    yield "wizard-policy-trade-off", wizard
    policy.plots.setCurrentIndex(0)
    policy.limit.setValue(20.0)
    policy.volume.setValue(25_000)
    yield "wizard-policy-changing", wizard
    wait_for(policy.isComplete)
    yield "wizard-policy-changed", wizard
    policy.by_amount.setChecked(True)
    wait_for(policy.isComplete)
    yield "wizard-policy-amount", wizard
    policy.by_amount.setChecked(False)
    policy.kind.setCurrentIndex(2)
    wait_for(policy.isComplete)
    yield "wizard-policy-cost", wizard
    policy.kind.setCurrentIndex(0)
    policy.limit.setValue(0.001)
    QTest.qWait(600)
    wait_for(lambda: not window.runner.busy)
    yield "wizard-policy-refused", wizard
    policy.limit.setValue(5.0)
    wait_for(policy.isComplete)
    wizard.next()
    wait_for(wizard.result_page.isComplete)
    yield "wizard-result", wizard
    wizard.next()
    wizard.sign.name.setText("Nordlicht 2026")
    wizard.sign.author.setText("A. Risk")
    yield "wizard-sign", wizard
    wizard.reject()


def _open(window: MainWindow, folder: Path) -> CalibrationWizard:
    model = model_folder(None)
    flow = CalibrationFlow(
        Verifier(model),
        artefact=load_artefact(model),
        store=CalibrationStore(folder / "store"),
        cache=folder / "cache.sqlite",
        clock=lambda: datetime(2026, 11, 22, tzinfo=UTC),
    )
    wizard = CalibrationWizard(flow, runner=window.runner, parent=window)
    bring_up(wizard, window)
    return wizard


def made_up_bank(folder: Path) -> Path:
    """Signatures of a few made-up people, some of which can't be used."""
    for seed in range(_SIGNERS):
        signer = make_signer(np.random.default_rng(seed))
        for kind, other in (("genuine", signer), ("forged", make_signer(_drift(seed)))):
            place = folder / f"signer-{seed + 1:03}" / kind
            place.mkdir(parents=True)
            for number in range(6 if kind == "genuine" else 2):
                picture = written(other, seed=seed, number=number, dpi=150.0)
                (place / f"{number + 1}.png").write_bytes(png(picture))
    (folder / "signer-001/genuine/scan 17 (broken).png").write_bytes(b"no picture")
    (folder / "signer-002/genuine/empty.png").write_bytes(png(np.full((300, 700), 246, np.uint8)))
    twice = (folder / "signer-003/genuine/1.png").read_bytes()
    (folder / "signer-003/genuine/once more.png").write_bytes(twice)
    return folder


def _drift(seed: int) -> np.random.Generator:
    """Somebody else's hand stands for a forger's."""
    return np.random.default_rng(1000 + seed)
