from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sigverify.datasets.manifest import Duplicates
from sigverify.errors import MissingExtraError
from sigverify.evaluation.figures import KindScores
from sigverify.evaluation.protocol import Draw
from sigverify.evaluation.results import Evaluation, SetResult, VectorMap
from sigverify.evaluation.run import reference_result
from sigverify.reporting import evaluation_plots as plots
from sigverify.reporting.evaluation_plots import draw_evaluation
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.bootstrap import threshold_grid
from sigverify.terms import PairKind, Split
from sigverify.verification.results import CalibrationIdentity, ModelIdentity

THRESHOLDS = Thresholds(accept_at=0.6, flag_below=0.3)


def evaluation(name: str, *, writers: int, kinds: tuple[PairKind, ...], points: int) -> Evaluation:
    rng = np.random.default_rng(1)
    centres = {PairKind.GENUINE: 0.7, PairKind.SKILLED: 0.4, PairKind.RANDOM: 0.1}
    scores = {}
    for kind in PairKind:
        count = 8 * writers if kind in kinds else 0
        values = np.clip(rng.normal(centres[kind], 0.15, count), 0.001, 0.999)
        scores[kind] = KindScores(values, np.arange(count) % writers)
    draw = Draw(trials={}, writers=np.arange(writers), left_out=0)
    vectors = rng.normal(size=(points, 20)).astype(np.float32)
    result = SetResult(
        name=name,
        writers=tuple(map(str, range(writers))),
        genuine=0,
        skilled=0,
        failed={},
        faults=(),
        duplicates=Duplicates(),
        by_references=(reference_result(scores, k=5, draw=draw, thresholds=THRESHOLDS, seed=1),),
        retrieval=None,
        retrieval_reason="",
        vector_map=VectorMap(
            vectors=vectors,
            writers=np.arange(points) % 3,
            forged=np.arange(points) % 2 == 0,
        ),
    )
    return Evaluation(
        manifest=Path("manifest.csv"),
        manifest_sha256="0" * 64,
        split_sha256="0" * 64,
        splits=(Split.VAL,),
        seed=1,
        model=ModelIdentity(name="m", version="1", sha256="0" * 64),
        calibration=CalibrationIdentity(name="c", sha256="0" * 64, warnings=()),
        sets=(result,),
    )


def drawn(evaluation: Evaluation, folder: Path) -> list[str]:
    paths = draw_evaluation(evaluation, folder=folder)
    for path in paths:
        with Image.open(path) as picture:
            colours = picture.convert("RGB").getcolors(2**24)
            assert picture.format == "PNG"
            assert colours is not None
            assert len(colours) > 20
    return [path.name for path in paths]


def test_every_picture_is_drawn_even_of_a_set_with_an_odd_name(tmp_path: Path) -> None:
    result = evaluation("$x{/ü", writers=3, kinds=tuple(PairKind), points=9)
    assert drawn(result, tmp_path / "new") == [
        "1-x-similarities-5.png",
        "1-x-roc-5.png",
        "1-x-det-5.png",
        "1-x-map.png",
    ]


def test_plots_without_data_are_not_drawn(tmp_path: Path) -> None:
    few = evaluation("s", writers=1, kinds=(PairKind.GENUINE,), points=3)
    assert drawn(few, tmp_path) == ["1-s-similarities-5.png"]
    none = evaluation("s", writers=1, kinds=(), points=0)
    assert drawn(none, tmp_path) == []


def test_one_writer_has_curves_without_a_band(tmp_path: Path) -> None:
    result = evaluation("s", writers=1, kinds=(PairKind.GENUINE, PairKind.SKILLED), points=0)
    assert drawn(result, tmp_path) == [
        "1-s-similarities-5.png",
        "1-s-roc-5.png",
        "1-s-det-5.png",
    ]


def test_the_band_holds_the_curve() -> None:
    (entry,) = evaluation("s", writers=6, kinds=tuple(PairKind), points=0).sets[0].by_references
    genuine = entry.scores[PairKind.GENUINE].measured
    forged = entry.scores[PairKind.SKILLED].measured
    assert genuine is not None
    assert forged is not None
    band = plots.error_rates_band(genuine, forged)
    assert band is not None
    far, frr = band
    grid = threshold_grid(genuine.values, forged.values, points=plots.BAND_POINTS)
    rates = np.mean(forged.values[:, None] >= grid, axis=0)
    assert (far.low <= rates).all()
    assert (rates <= far.high).all()
    rates = np.mean(genuine.values[:, None] < grid, axis=0)
    assert (frr.low <= rates).all()
    assert (rates <= frr.high).all()
    for edge in (far.low, far.high):
        assert (np.diff(edge) <= 0).all()
    for edge in (frr.low, frr.high):
        assert (np.diff(edge) >= 0).all()


@pytest.mark.parametrize(
    ("missing", "package"), [("sklearn", "scikit-learn"), ("umap", "umap-learn")]
)
def test_a_missing_library_is_reported_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str, package: str
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(plots, "find_spec", lambda name: None if name == missing else real(name))
    result = evaluation("s", writers=2, kinds=tuple(PairKind), points=0)
    with pytest.raises(MissingExtraError, match=package) as raised:
        draw_evaluation(result, folder=tmp_path)
    assert "pip install 'sigverify[plots]'" in raised.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_importing_needs_none_of_them() -> None:
    import subprocess

    code = (
        "import sys, sigverify.reporting.evaluation_plots, sigverify.evaluation.run;"
        "assert not {'matplotlib', 'sklearn', 'torch', 'umap'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
