"""A recipe is measured on sets that its training did not use, and each group only once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sigverify.calibration.source import read_scores
from sigverify.errors import DataError, UsageError
from sigverify.imaging.config import PreprocessingConfig
from sigverify.terms import Split
from sigverify.training.encoder import task
from sigverify.training.selection import leave_one_out as module
from sigverify.training.selection.folds import split_off
from sigverify.training.selection.leave_one_out import (
    RESULT_NAME,
    LeaveOutRequest,
    leave_one_out,
    skilled_rates,
    table,
)
from sigverify.training.signatures.corpus import load_corpus
from sigverify.training.signatures.drawing import draw_archive
from tests.helpers.small_training import PREPROCESSING, TRAIN, fresh_network
from tests.helpers.trajectories import write_archive
from tests.helpers.written_set import write_set

WRITERS = (
    *((f"cedar/{n}", "train") for n in range(3)),
    *((f"cedar/{n}", "val") for n in range(3, 5)),
    *((f"mcyt/{n}", "train") for n in range(3)),
    *((f"mcyt/{n}", "val") for n in range(3, 5)),
)


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LeaveOutRequest:
    monkeypatch.setattr(task, "build_network", lambda *_, **__: fresh_network())
    manifest = write_set(tmp_path / "set", writers=WRITERS, genuine=6, forged=4)
    return LeaveOutRequest(
        manifests=(manifest,),
        work=tmp_path / "work",
        name="small",
        train=TRAIN,
        preprocessing=PREPROCESSING,
        groups=("CEDAR", "MCYT", "SUSIG"),
        minutes=5.0,
    )


def test_each_group_is_trained_without_and_measured(request_: LeaveOutRequest) -> None:
    found = leave_one_out(request_, report=lambda *_: None)
    assert set(found) == {"cedar", "mcyt"}  # there is no SUSIG here
    for entry in found.values():
        assert 0 <= entry.skilled_1 <= 1
        assert 0 <= entry.skilled_5 <= 1
    lines = table(found).splitlines()
    assert len(lines) == 2 + 2 + 1
    assert lines[-1].startswith("| mean |")
    rates = skilled_rates(request_.work / "small" / RESULT_NAME)
    assert rates == {name: (entry.skilled_1, entry.skilled_5) for name, entry in found.items()}


@pytest.mark.parametrize("text", ["", "[]", '{"mcyt": {"skilled_1": 0.1}}', '{"mcyt": 1}'])
def test_a_file_that_is_no_result_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(text)
    with pytest.raises(DataError, match=r"result\.json: not a result"):
        skilled_rates(path)
    with pytest.raises(DataError, match="not a result"):
        skilled_rates(tmp_path / "absent.json")


def test_the_similarities_of_a_group_are_kept_for_the_thresholds(request_: LeaveOutRequest) -> None:
    leave_one_out(replace(request_, groups=("CEDAR",)), report=lambda *_: None)
    found = read_scores([request_.work / "small" / "CEDAR" / "scores.csv"])
    assert found is not None
    # Six genuine signatures of each of five writers.
    assert list(found) == [1, 2, 3, 5]
    assert found[1].genuine.values.size == 5 * 15
    assert np.unique(found[5].genuine.writers).size == 5
    for labelled in found.values():
        assert labelled.skilled is not None
        assert 0 < labelled.skilled.values.min() < labelled.skilled.values.max() < 1


def test_what_is_measured_is_not_trained_again(
    request_: LeaveOutRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = leave_one_out(request_, report=lambda *_: None)
    monkeypatch.setattr(module, "Trainer", None)
    assert leave_one_out(request_, report=lambda *_: None) == first
    other = replace(request_, train=replace(TRAIN, seed=5))
    with pytest.raises(UsageError, match="other settings"):
        leave_one_out(other, report=lambda *_: None)


def test_no_steps_measure_the_start(request_: LeaveOutRequest) -> None:
    frozen = replace(request_, name="frozen", train=replace(TRAIN, steps=0), groups=("CEDAR",))
    assert set(leave_one_out(frozen, report=lambda *_: None)) == {"cedar"}


def test_an_unknown_group_is_refused(request_: LeaveOutRequest) -> None:
    with pytest.raises(UsageError, match="no group"):
        leave_one_out(replace(request_, groups=("GPDS",)), report=lambda *_: None)


def test_a_drawn_set_left_out_is_measured_on_one_drawing_a_signature(tmp_path: Path) -> None:
    scanned = write_set(tmp_path / "set", writers=WRITERS[:5], genuine=2, forged=2)
    drawn = draw_archive(
        write_archive(tmp_path / "pens.npz"),
        folder=tmp_path / "drawn",
        drawings=3,
        seed=1,
        processes=1,
    )
    corpus = load_corpus(
        scanned,
        more_manifests=[drawn],
        cache=tmp_path / "cache",
        config=PreprocessingConfig(),
        processes=1,
    )
    assert len(corpus.require(Split.TRAIN)) == 3 * 4 + 3 * 8
    kept, left = split_off(corpus, sets=["pens"])
    assert len(left) == 8 + 4
    assert np.unique(kept.require(Split.TRAIN).datasets).tolist() == ["cedar"]
    with pytest.raises(DataError, match="nothing to train on"):
        split_off(corpus, sets=["pens", "cedar"])
    without = load_corpus(
        scanned,
        more_manifests=[drawn],
        without_sets=["cedar"],
        cache=tmp_path / "cache",
        config=PreprocessingConfig(),
        processes=1,
    )
    assert np.unique(without.require(Split.TRAIN).datasets).tolist() == ["pens"]
