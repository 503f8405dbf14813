from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from sigverify.calibration.curves import curves_of, day_of
from sigverify.calibration.policy import PolicyRequest, Scaling, parse_bands
from sigverify.calibration.profile import profile
from sigverify.calibration.run import Checked, check_on_held_out, choose, scale
from sigverify.calibration.scores import score_table
from sigverify.calibration.source import ReadyScores, read_source
from sigverify.reporting.calibration_report import report_json, report_pdf
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.thresholds.choosing import LabelledScores
from sigverify.terms import Decision, PairKind
from sigverify.verification.calibration_values import CalibrationValues
from sigverify.verification.verifier import Verifier
from tests.helpers.made_scores import write_scores

NAME = "शाखा <Łódź> & co"


@pytest.fixture(scope="module")
def made(
    pristine_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Checked, CalibrationValues]:
    source = read_source(write_scores(tmp_path_factory.mktemp("scores") / "scores.csv"))
    assert isinstance(source, ReadyScores)
    scaled = scale(score_table(source, references=5, seed=1), scaling=Scaling.PLATT)
    result = check_on_held_out(
        choose(scaled, request=PolicyRequest(bands=parse_bands(["equal-error"])))
    )
    values = profile(
        result,
        verifier=Verifier(pristine_model),
        name=NAME,
        author="A. Risk",
        now=datetime(2026, 11, 22, tzinfo=UTC),
    )
    return result, values


def test_the_pdf_is_text_of_three_pages_and_always_the_same(
    made: tuple[Checked, CalibrationValues],
) -> None:
    result, values = made
    data = report_pdf(result, values=values)
    assert data == report_pdf(result, values=values)
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert len(pages) == 3
    text = " ".join(" ".join(pages).split())
    # Dots replace letters that the font lacks, and no text is read as markup.
    assert "... <...ódz> & co" in text
    for warning in values.warnings:
        assert warning in text
    for part in ("A. Risk", "Signers held out", values.model_sha256, "similarity"):
        assert part in text


def test_the_json_is_the_profile_with_all_curves(made: tuple[Checked, CalibrationValues]) -> None:
    result, values = made
    content = json.loads(json.dumps(report_json(result, values=values), allow_nan=False))
    assert content["calibration"] == values.model_dump(mode="json")
    curves = content["signers_held_out"]
    assert set(curves["rates"]) == {"genuine", "skilled", "random"}
    assert sum(curves["histograms"]["genuine"]) == pytest.approx(1)
    assert len(curves["rates"]["genuine"]["low"]) == len(curves["thresholds"])


def test_curves_and_a_day_are_what_counting_gives(made: tuple[Checked, CalibrationValues]) -> None:
    scores: LabelledScores = made[0].chosen.scaled.fit
    assert scores.skilled is not None
    curves = curves_of(scores, seed=1)
    for kind, part in ((PairKind.GENUINE, scores.genuine), (PairKind.SKILLED, scores.skilled)):
        for threshold, rate in zip(curves.thresholds, curves.rates[kind].rate, strict=True):
            accepted = float(np.mean(part.values >= threshold))
            assert rate == pytest.approx(accepted if kind is PairKind.SKILLED else 1 - accepted)
    thresholds = Thresholds(accept_at=0.6, flag_below=0.2)
    day = day_of(scores, thresholds=thresholds, volume=1000, forgery_rate=0.1)
    flagged = 900 * np.mean(scores.genuine.values < 0.2) + 100 * np.mean(
        scores.skilled.values < 0.2
    )
    assert day.decisions[Decision.FLAG] == pytest.approx(flagged)
    assert day.forged_accepted == pytest.approx(100 * np.mean(scores.skilled.values >= 0.6))
    unknown = LabelledScores(genuine=scores.genuine, skilled=None, random=None)
    day = day_of(unknown, thresholds=thresholds, volume=1000, forgery_rate=0.1)
    assert day.forged_accepted is None
    assert sum(day.decisions.values()) == pytest.approx(1000)
