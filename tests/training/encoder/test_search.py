from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import optuna
import pytest

from sigverify.training.encoder import task
from sigverify.training.encoder.network import NetworkConfig
from sigverify.training.encoder.search import SearchRequest, search_settings, suggested
from sigverify.training.encoder.task import TrainConfig
from tests.helpers.small_training import PREPROCESSING, fresh_network


@pytest.fixture
def request_(manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SearchRequest:
    monkeypatch.setattr(task, "build_network", lambda *_, **__: fresh_network())
    return SearchRequest(
        manifest=manifest,
        work=tmp_path / "runs",
        trials=2,
        minutes=5,
        seed=1,
        device="cpu",
        threads=1,
        network=NetworkConfig(pretrained=False),
        smoke=True,
    )


def ignore(_what: str, _share: float, _remark: str) -> None:
    pass


def test_an_interrupted_search_is_resumed(request_: SearchRequest) -> None:
    first = search_settings(request_, report=ignore, preprocessing=PREPROCESSING)
    before = first.table.read_text(encoding="utf-8").splitlines()
    longer = replace(request_, trials=3)
    found = search_settings(longer, report=ignore, preprocessing=PREPROCESSING)
    with found.table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sorted(int(row["trial"]) for row in rows) == [0, 1, 2]
    assert set(before) <= set(found.table.read_text(encoding="utf-8").splitlines())
    # All trials differ, and the best is the first of the table.
    assert len({row["learning_rate"] for row in rows}) == 3
    assert found.eer == pytest.approx(min(float(row["mean_eer"]) for row in rows), abs=1e-6)
    assert float(rows[0]["learning_rate"]) == found.settings["learning_rate"]
    # Checkpoints are biometric data and are deleted.
    assert sorted(path.name for path in found.table.parent.iterdir()) == [
        "search.csv",
        "search.journal",
    ]


def test_suggested_settings_are_the_trained_ones() -> None:
    trial = optuna.trial.FixedTrial(
        {
            "learning_rate": 1e-4,
            "anchor_weight": 0.5,
            "pair_window": 0.5,
            "depth": 32,
        }
    )
    train, network = suggested(trial, train=TrainConfig(seed=9), network=NetworkConfig())
    assert (train.seed, train.learning_rate, train.anchor_weight) == (9, 1e-4, 0.5)
    assert train.pair_window == 0.5
    assert network.depth == 32
