"""The calibrations of a trained model are made again, and the model stays the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sigverify.encoding.artefact import CARD_NAME
from sigverify.imaging.config import PreprocessingConfig
from sigverify.training.encoder import task
from sigverify.training.encoder.recipe import EncoderRequest, train_model
from sigverify.training.selection.recalibrating import recalibrate
from sigverify.training.selection.scores import write_scores
from sigverify.verification.verifier import Verifier
from tests.helpers.scored_parts import scores
from tests.helpers.small_training import PREPROCESSING, TRAIN, fresh_network
from tests.helpers.trajectories import write_archive


def ignore(_what: str, _share: float, _remark: str) -> None:
    pass


@pytest.fixture
def preprocessing() -> PreprocessingConfig:
    return PREPROCESSING


@pytest.fixture
def trained(
    manifest: Path,
    preprocessing: PreprocessingConfig,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> EncoderRequest:
    monkeypatch.setattr(task, "build_network", lambda *_, **__: fresh_network())
    request = EncoderRequest(
        manifest=manifest,
        output=tmp_path / "trained" / "tiny",
        work=tmp_path / "runs",
        train=replace(TRAIN, steps=2, validate_every=1),
        preprocessing=preprocessing,
        minutes=60,
        resume=True,
        device="cpu",
        threads=1,
        smoke=False,
    )
    train_model(request, report=ignore)
    return request


def again(trained: EncoderRequest, *tables: Path, archives: tuple[Path, ...] = ()) -> None:
    recalibrate(
        trained.output,
        manifest=trained.manifest,
        archives=archives,
        work=trained.work,
        left_out_scores=tables,
        seed=TRAIN.seed,
        threads=1,
        report=ignore,
    )


def test_the_same_data_give_the_same_thresholds(trained: EncoderRequest) -> None:
    folder = trained.output
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again(trained)
    for name in ("calibration.json", "small-amounts.json"):
        old, new = json.loads(before[name]), json.loads((folder / name).read_bytes())
        assert {**new, "created": ""} == {**old, "created": ""}
    assert (folder / CARD_NAME).read_bytes() == before[CARD_NAME]
    assert (folder / "encoder.onnx").read_bytes() == before["encoder.onnx"]
    Verifier(folder)


def test_thresholds_of_sets_left_out_reach_the_card(
    trained: EncoderRequest, tmp_path: Path
) -> None:
    table = tmp_path / "scores.csv"
    write_scores(table, {1: scores(), 5: scores(seed=2)})
    again(trained, table)
    verifier = Verifier(trained.output)
    values = verifier.settings.values
    assert [number.from_references for number in values.numbers] == [1, 5]
    assert "left out of the training" in values.rule
    card = (trained.output / CARD_NAME).read_text(encoding="utf-8")
    assert f"ACCEPT from {values.accept_at:.4f}" in card
    assert card.count("## Where it accepts and flags") == 1
    assert "## How to make it again" in card


# The small canvas loses thin lines.
@pytest.mark.parametrize("preprocessing", [PreprocessingConfig()], ids=["full canvas"])
def test_trajectories_of_val_count_too(trained: EncoderRequest, tmp_path: Path) -> None:
    before = Verifier(trained.output).settings.similarity
    again(trained, archives=(write_archive(tmp_path / "pens.npz"),))
    # The map is fitted on the pairs of all writers of val.
    assert Verifier(trained.output).settings.similarity != before
