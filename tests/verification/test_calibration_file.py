from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sigverify.encoding.artefact import load_artefact
from sigverify.errors import CalibrationError, ExitCode
from sigverify.files import sha256_hex
from sigverify.reasons import Reason, ReasonCode
from sigverify.verification.calibration_file import load_calibration
from sigverify.wording import english
from tests.helpers.tiny_model import describe


def edit(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    path = folder / "calibration.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    change(values)
    path.write_text(json.dumps(values), encoding="utf-8")


def test_a_calibration_of_this_model_loads(model: Path) -> None:
    path = model / "calibration.json"
    loaded = load_calibration(path, artefact=load_artefact(model))
    values = json.loads(path.read_text(encoding="utf-8"))
    assert loaded.sha256 == sha256_hex(path.read_bytes())
    assert loaded.thresholds.accept_at == values["accept_at"]
    assert loaded.thresholds.flag_below == values["flag_below"]
    assert loaded.similarity.map.a == values["similarity"]["a"]
    assert loaded.values.rule == values["rule"]


def test_a_calibration_of_another_network_is_refused(model: Path) -> None:
    # The model is complete and its manifest correct, but its network is not the calibrated one.
    network = model / "encoder.onnx"
    network.write_bytes(network.read_bytes() + b"\x32\x01x")
    describe(model)
    with pytest.raises(CalibrationError, match="made for another network") as caught:
        load_calibration(model / "calibration.json", artefact=load_artefact(model))
    assert caught.value.exit_code == ExitCode.CALIBRATION


def test_a_calibration_of_another_preprocessing_is_refused(model: Path) -> None:
    edit(model, lambda values: values.update(preprocessing_sha256="0" * 64))
    with pytest.raises(CalibrationError, match="made for another preprocessing"):
        load_calibration(model / "calibration.json", artefact=load_artefact(model))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v.update(schema_version=3, more=1), "made by a newer program"),
        (lambda v: v.pop("rule"), "field rule"),
        (lambda v: v.update(rule=""), "field rule"),
        (lambda v: v.update(extra=1), "field extra"),
        (lambda v: v.update(accept_at=1.01), "field accept_at"),
        (lambda v: v.update(accept_at="0.7"), "field accept_at"),
        (lambda v: v.update(accept_at=float("nan")), "calibration.json"),
        (lambda v: v.update(flag_below=v["accept_at"] + 0.01), "flag_below is above accept_at"),
        (lambda v: v["similarity"].update(a=0.0), "field similarity.a"),
        (lambda v: v["similarity"].update(b=float("inf")), "calibration.json"),
        (lambda v: v["similarity"].update(c=1.0), "field similarity.c"),
        (lambda v: v["fusion"].update(strength=2.0), "field fusion"),
        (lambda v: v["fusion"].update(more=2.0), "field fusion"),
        (lambda v: v["fusion"].pop("strength"), "field fusion"),
        (lambda v: v["fusion"].update(strength="1"), "field fusion.strength"),
        (lambda v: v["rates"]["frr"].update(errors=101), "more errors than trials"),
        (lambda v: v["rates"]["frr"].update(low=0.9), "ends are swapped"),
        (lambda v: v["counts"].update(writers=-1), "field counts.writers"),
        (lambda v: v.update(model_sha256="abc"), "field model_sha256"),
        (lambda v: v.update(warnings=[""]), "field warnings.0"),
    ],
)
def test_an_unknown_field_is_refused_by_name(
    model: Path, change: Callable[[dict[str, Any]], Any], message: str
) -> None:
    edit(model, change)
    with pytest.raises(CalibrationError, match=message):
        load_calibration(model / "calibration.json", artefact=load_artefact(model))


def test_a_missing_or_unreadable_calibration_is_refused(model: Path, tmp_path: Path) -> None:
    artefact = load_artefact(model)
    text = tmp_path / "notes.json"
    text.write_text("not json", encoding="utf-8")
    for path in (tmp_path / "nowhere.json", tmp_path, text):
        with pytest.raises(CalibrationError, match=path.name):
            load_calibration(path, artefact=artefact)


def band(accept_at: float, flag_below: float, *, up_to: float | None = None) -> dict[str, Any]:
    return {
        "up_to": up_to,
        "accept_at": accept_at,
        "flag_below": flag_below,
        "rule": "by hand",
        "rates": {},
    }


def by_number(values: dict[str, Any]) -> None:
    values.update(
        schema_version=2,
        references=3,
        numbers=[
            {"from_references": 1, "bands": [band(0.9, 0.1)]},
            {"from_references": 3, "bands": [band(0.6, 0.3, up_to=500), band(0.8, 0.2)]},
        ],
    )


def test_thresholds_depend_on_the_number_of_references_and_the_amount(model: Path) -> None:
    edit(model, by_number)
    loaded = load_calibration(model / "calibration.json", artefact=load_artefact(model))
    assert loaded.values.one_number_only is None
    assert loaded.values.ranges == ((1, 2), (3, None))

    def accept_at(amount: float | None, references: int) -> float:
        return loaded.thresholds_for(amount, references=references).accept_at

    assert [accept_at(None, k) for k in (0, 1, 2, 3, 9)] == [0.9, 0.9, 0.9, 0.8, 0.8]
    assert [accept_at(500, 3), accept_at(501, 3), accept_at(500, 2)] == [0.6, 0.8, 0.9]
    assert loaded.thresholds_for(500, references=4).flag_below == 0.3


def test_a_calibration_made_before_says_that_it_knows_one_number_only(model: Path) -> None:
    loaded = load_calibration(model / "calibration.json", artefact=load_artefact(model))
    said = loaded.values.one_number_only
    assert said == Reason(ReasonCode.ONE_NUMBER_OF_SPECIMENS, number=1)
    assert "any number of specimens" in english(said)
    assert loaded.thresholds_for(None, references=1) == loaded.thresholds
    assert loaded.thresholds_for(100, references=8) == loaded.thresholds


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v.update(numbers=v["numbers"][::-1]), "do not ascend"),
        (lambda v: v.update(numbers=v["numbers"][1:]), "do not begin with 1"),
        (lambda v: v.update(references=2), "has no thresholds"),
        (lambda v: v["numbers"][1]["bands"].pop(), "must have no limit"),
        (lambda v: v["numbers"][1].update(bands=[]), "field numbers.1.bands"),
        (lambda v: v["numbers"][0]["bands"][0].update(flag_below=1.0), "flag_below is above"),
    ],
)
def test_contradictory_numbers_are_refused(
    model: Path, change: Callable[[dict[str, Any]], Any], message: str
) -> None:
    edit(model, by_number)
    edit(model, change)
    with pytest.raises(CalibrationError, match=message):
        load_calibration(model / "calibration.json", artefact=load_artefact(model))
