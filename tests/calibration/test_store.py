from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sigverify.calibration.policy import PolicyRequest, Scaling, parse_bands
from sigverify.calibration.profile import profile
from sigverify.calibration.run import check_on_held_out, choose, scale
from sigverify.calibration.scores import score_table
from sigverify.calibration.source import ReadyScores, read_source
from sigverify.calibration.store import CalibrationStore, calibration_in_force
from sigverify.encoding.artefact import Artefact, load_artefact
from sigverify.errors import CalibrationError, OutputError
from sigverify.verification.calibration_file import load_calibration
from sigverify.verification.calibration_values import CalibrationValues
from sigverify.verification.verifier import Verifier
from tests.helpers.made_scores import write_scores
from tests.helpers.tiny_model import describe

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def values(pristine_model: Path, tmp_path_factory: pytest.TempPathFactory) -> CalibrationValues:
    source = read_source(write_scores(tmp_path_factory.mktemp("scores") / "scores.csv"))
    assert isinstance(source, ReadyScores)
    scaled = scale(score_table(source, references=5, seed=1), scaling=Scaling.PLATT)
    chosen = choose(scaled, request=PolicyRequest(bands=parse_bands(["equal-error"])))
    return profile(
        check_on_held_out(chosen),
        verifier=Verifier(pristine_model),
        name="ours",
        author="A. Risk",
        now=NOW,
    )


@pytest.fixture
def store(tmp_path: Path) -> CalibrationStore:
    return CalibrationStore(tmp_path / "store")


@pytest.fixture(scope="module")
def artefact(pristine_model: Path) -> Artefact:
    return load_artefact(pristine_model)


def activate(store: CalibrationStore, path: Path | None, artefact: Artefact) -> None:
    store.activate(path, artefact=artefact, user="ann", now=NOW)


def test_what_is_activated_is_in_force_until_the_shipped_one_is_again(
    store: CalibrationStore, values: CalibrationValues, artefact: Artefact, pristine_model: Path
) -> None:
    assert calibration_in_force(pristine_model, store=store) is None
    path = store.add(values)
    assert calibration_in_force(pristine_model, store=store) is None
    activate(store, path, artefact)
    assert calibration_in_force(pristine_model, store=store) == path
    assert load_calibration(path, artefact=artefact).values == values
    activate(store, None, artefact)
    assert calibration_in_force(pristine_model, store=store) is None
    first, second = store.history()
    assert (first.user, first.name, first.calibration_sha256) == ("ann", "ours", path.stem)
    assert (second.name, second.calibration_sha256) == ("as shipped", None)


def test_another_model_keeps_its_own(
    store: CalibrationStore, values: CalibrationValues, artefact: Artefact, model: Path
) -> None:
    path = store.add(values)
    activate(store, path, artefact)
    network = model / "encoder.onnx"
    network.write_bytes(network.read_bytes() + b"\x32\x01x")
    describe(model)
    assert calibration_in_force(model, store=store) is None
    other = load_artefact(model)
    with pytest.raises(CalibrationError, match="made for another network"):
        activate(store, path, other)
    (listed,) = store.stored(other)
    assert listed.calibration is None
    assert "another network" in (listed.fault or "")
    assert store.active(artefact.encoder_sha256) == path


def test_a_file_changed_after_it_was_activated_is_refused(
    store: CalibrationStore, values: CalibrationValues, artefact: Artefact, pristine_model: Path
) -> None:
    path = store.add(values)
    activate(store, path, artefact)
    # Even with a matching digest: the log contains the file's hash.
    looser = values.model_copy(update={"accept_at": 0.99, "digest": None}).with_digest()
    path.write_text(json.dumps(looser.model_dump(mode="json")), encoding="utf-8")
    load_calibration(path, artefact=artefact)
    with pytest.raises(CalibrationError, match="changed after it was stored here"):
        calibration_in_force(pristine_model, store=store)
    with pytest.raises(CalibrationError, match="changed after it was stored here"):
        activate(store, path, artefact)
    path.unlink()
    with pytest.raises(CalibrationError, match="can't be read") as raised:
        calibration_in_force(pristine_model, store=store)
    assert "calibration activate" in raised.value.remedy
    activate(store, None, artefact)
    assert calibration_in_force(pristine_model, store=store) is None


@pytest.mark.parametrize("change", ["user", "drop", "cut"])
def test_a_log_that_was_changed_is_noticed(
    change: str, store: CalibrationStore, values: CalibrationValues, artefact: Artefact
) -> None:
    path = store.add(values)
    for one in (path, None, path):
        activate(store, one, artefact)
    log = store.folder / "activations.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    if change == "user":
        lines[1] = lines[1].replace(b"ann", b"bob")
    elif change == "drop":
        del lines[1]
    else:
        lines[2] = lines[2][:40]
    log.write_bytes(b"".join(lines))
    with pytest.raises(CalibrationError, match=r"line [23] does not follow"):
        store.active(artefact.encoder_sha256)


def test_a_full_disk_leaves_the_log_as_it_was(
    store: CalibrationStore,
    values: CalibrationValues,
    artefact: Artefact,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = store.add(values)
    activate(store, path, artefact)
    before = (store.folder / "activations.jsonl").read_bytes()
    write = os.write

    def full(descriptor: int, data: bytes) -> int:
        return write(descriptor, data[:20])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OutputError, match="full"):
            activate(store, None, artefact)
    assert (store.folder / "activations.jsonl").read_bytes() == before
    assert store.active(artefact.encoder_sha256) == path


def test_a_file_is_adopted_once_it_was_checked(
    store: CalibrationStore, values: CalibrationValues, artefact: Artefact, tmp_path: Path
) -> None:
    outside = tmp_path / "given.json"
    outside.write_text(json.dumps(values.model_dump(mode="json")), encoding="utf-8")
    path = store.adopt(outside, artefact=artefact)
    assert path.parent == store.folder
    assert path.read_bytes() == outside.read_bytes()
    changed = json.loads(outside.read_text(encoding="utf-8")) | {"author": "me"}
    outside.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(CalibrationError, match="changed after it was signed"):
        store.adopt(outside, artefact=artefact)


def test_calibrations_are_found_by_name_or_hash(
    store: CalibrationStore, values: CalibrationValues, artefact: Artefact
) -> None:
    path = store.add(values)
    assert store.find("ours", artefact=artefact).path == path
    assert store.find(path.stem[:6], artefact=artefact).path == path
    for choice in ("theirs", path.stem[:5], ""):
        with pytest.raises(CalibrationError, match="no calibration of this name"):
            store.find(choice, artefact=artefact)
    store.add(values.model_copy(update={"author": "B. Risk", "digest": None}).with_digest())
    with pytest.raises(CalibrationError, match="2 calibrations of this name"):
        store.find("ours", artefact=artefact)
