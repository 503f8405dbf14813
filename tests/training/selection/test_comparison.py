"""Every method of the comparison is measured on sets left out, and only once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sigverify.errors import UsageError
from sigverify.training.encoder import task
from sigverify.training.encoder.losses import LOSS_NAMES
from sigverify.training.selection import comparison, vectors
from sigverify.training.selection.comparison import METHODS, compare, comparison_table
from sigverify.training.selection.leave_one_out import LeaveOutRequest, load_measured
from sigverify.training.selection.protocol import typical_deviation
from tests.helpers.small_training import PREPROCESSING, TRAIN, fresh_network
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
    for name in ("_LMNN_BATCHES", "_AE_BATCHES", "_NCA_ITERATIONS"):
        monkeypatch.setattr(vectors, name, 2)
    manifest = write_set(tmp_path / "set", writers=WRITERS, genuine=6, forged=4)
    return LeaveOutRequest(
        manifests=(manifest,),
        work=tmp_path / "work",
        name="table",
        train=replace(TRAIN, steps=2, validate_every=2),
        preprocessing=PREPROCESSING,
        groups=("CEDAR", "MCYT"),
        minutes=5.0,
    )


def ignore(_what: str, _share: float, _remark: str) -> None:
    pass


def test_every_method_has_a_row(request_: LeaveOutRequest) -> None:
    one = replace(request_, groups=("CEDAR",))
    found = compare(one, methods=list(METHODS), report=ignore)
    assert list(found) == list(METHODS)
    for by_set in found.values():
        (entry,) = by_set.values()
        assert 0 <= entry.skilled_1 <= 1
        assert 0 <= entry.random_5 <= 1
    lines = comparison_table(found).splitlines()
    assert lines[0].startswith("| method | cedar | mean |")
    assert [line.split(" | ")[0] for line in lines[2:]] == [f"| {name}" for name in METHODS]
    folders = {path.parent.name for path in one.work.rglob("best.safetensors")}
    assert folders == set(LOSS_NAMES)


def test_what_is_measured_is_read(
    request_: LeaveOutRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["whitening", "contrastive"]
    first = compare(request_, methods=names, report=ignore)
    assert set(first["whitening"]) == {"cedar", "mcyt"}

    def fail(_: object) -> comparison.Measured:
        raise AssertionError("was measured already")

    for name in names:
        monkeypatch.setitem(METHODS, name, fail)
    assert compare(request_, methods=names, report=ignore) == first
    other = replace(request_, train=replace(request_.train, seed=4))
    with pytest.raises(AssertionError, match="already"):
        compare(other, methods=names, report=ignore)
    (stored,) = (request_.work / "table" / "CEDAR").glob("whitening-*.npz")
    stored.write_bytes(stored.read_bytes()[:100])
    with pytest.raises(AssertionError, match="already"):
        compare(request_, methods=names, report=ignore)


def test_the_mean_of_two_networks_is_that_of_their_distances(request_: LeaveOutRequest) -> None:
    corpus, _ = load_measured(request_, report=ignore)
    on = comparison.Comparison(request_, corpus=corpus, group="CEDAR", report=ignore)
    (one, _), (other, _), (mean, _) = (
        on.measured(name) for name in ("logistic", "multi-similarity", "mean of two networks")
    )
    deviations = [
        typical_deviation(on.measured(name)[1]) for name in ("logistic", "multi-similarity")
    ]
    expected = (one[0].skilled / deviations[0] + other[0].skilled / deviations[1]) / 2
    np.testing.assert_allclose(mean[0].skilled, expected)


def test_an_unknown_method_is_refused(request_: LeaveOutRequest) -> None:
    with pytest.raises(UsageError, match="no method 'magic'"):
        compare(request_, methods=["magic"], report=ignore)
