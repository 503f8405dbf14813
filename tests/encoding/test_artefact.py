from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sigverify.encoding import artefact
from sigverify.encoding.artefact import load_artefact
from sigverify.errors import ExitCode, ModelError
from sigverify.files import sha256_hex
from tests.helpers.tiny_model import CONFIG, EMBEDDING_SHAPE, describe, golden_input


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest as somebody with an editor would."""
    path = folder / "manifest.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    change(values)
    path.write_text(json.dumps(values), encoding="utf-8")


def test_a_whole_model_loads_with_all_it_says_of_itself(model: Path) -> None:
    loaded = load_artefact(model)
    assert loaded.manifest.name == "tiny"
    assert loaded.manifest.version == "1.2.3"
    assert loaded.manifest.embedding_shape == EMBEDDING_SHAPE
    assert loaded.manifest.training_sets == ("scribbles",)
    assert loaded.manifest.architecture.arguments == {"grid": [8, 16]}
    assert loaded.manifest.evaluation["skilled_eer"] == {
        "value": 0.25,
        "low": 0.2,
        "high": 0.3,
        "writers": 10,
    }
    assert loaded.manifest.created.tzinfo is not None
    assert loaded.preprocessing == CONFIG
    assert loaded.encoder_onnx == (model / "encoder.onnx").read_bytes()
    assert loaded.encoder_sha256 == sha256_hex(loaded.encoder_onnx)
    assert (loaded.golden.embedding == golden_input().embedding).all()


@pytest.mark.parametrize("position", [0, 10, -1])
@pytest.mark.parametrize(
    "name", ["encoder.onnx", "encoder.safetensors", "golden.npz", "MODEL_CARD.md"]
)
def test_one_altered_byte_in_any_file_is_refused(model: Path, name: str, position: int) -> None:
    data = bytearray((model / name).read_bytes())
    data[position] ^= 1
    (model / name).write_bytes(data)
    with pytest.raises(ModelError, match=f"{name}: its content was altered"):
        load_artefact(model)


@pytest.mark.parametrize("name", ["encoder.onnx", "encoder.safetensors", "golden.npz"])
def test_a_cut_off_a_longer_and_an_absent_file_are_refused(model: Path, name: str) -> None:
    whole = (model / name).read_bytes()
    for data in (whole[:-1], whole + b"\0", b""):
        (model / name).write_bytes(data)
        with pytest.raises(ModelError, match="bytes long instead of"):
            load_artefact(model)
    (model / name).unlink()
    with pytest.raises(ModelError, match="no such file"):
        load_artefact(model)


def test_an_oversized_file_is_refused_unread(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artefact, "MAX_FILE_BYTES", 100)
    with pytest.raises(ModelError, match="larger than the limit"):
        load_artefact(model)
    monkeypatch.undo()
    edit(model, lambda values: values["files"]["encoder.onnx"].update(bytes=2**40))
    with pytest.raises(ModelError, match=r"files.encoder.onnx.bytes"):
        load_artefact(model)


def test_a_newer_schema_is_refused_whatever_else_it_says(model: Path) -> None:
    edit(model, lambda values: values.update(schema_version=2, something_new=1))
    with pytest.raises(ModelError, match="made by a newer program") as caught:
        load_artefact(model)
    assert "Update sigverify" in caught.value.remedy
    assert caught.value.exit_code == ExitCode.MODEL


@pytest.mark.parametrize(
    "name", ["../encoder.onnx", "/etc/passwd", "sub/encoder.onnx", "..", "", "weights.pkl", "C:x"]
)
def test_only_the_names_of_model_files_may_be_listed(model: Path, name: str) -> None:
    edit(model, lambda values: values["files"].update({name: values["files"]["encoder.onnx"]}))
    with pytest.raises(ModelError, match="lists a file that no model has"):
        load_artefact(model)


@pytest.mark.parametrize("name", ["encoder.onnx", "golden.npz", "MODEL_CARD.md"])
def test_every_file_of_a_model_must_be_listed(model: Path, name: str) -> None:
    edit(model, lambda values: values["files"].pop(name))
    with pytest.raises(ModelError, match=f"does not list {name}"):
        load_artefact(model)


def test_torch_weights_may_be_left_out_altogether(model: Path) -> None:
    (model / "encoder.safetensors").unlink()
    edit(model, lambda values: values["files"].pop("encoder.safetensors"))
    assert load_artefact(model).manifest.name == "tiny"


def test_a_file_that_is_not_listed_is_refused_unless_hidden(model: Path) -> None:
    (model / ".DS_Store").write_bytes(b"a desktop's own")
    load_artefact(model)
    (model / "encoder.onnx.data").write_bytes(b"more weights")
    with pytest.raises(ModelError, match=r"holds 'encoder.onnx.data'"):
        load_artefact(model)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v.pop("seed"), "field seed"),
        (lambda v: v.update(seed="7"), "field seed"),
        (lambda v: v.update(seed=True), "field seed"),
        (lambda v: v.update(extra=1), "field extra"),
        (lambda v: v.update(embedding_shape=[8, 16, 0]), "field embedding_shape"),
        (lambda v: v.update(created="2026-11-22T00:00:00"), "field created"),
        (lambda v: v.update(schema_version="1"), "field schema_version"),
        (lambda v: v["input"].update(polarity="ink-low"), "field input.polarity"),
        (lambda v: v["files"]["golden.npz"].update(sha256="Z" * 64), "sha256"),
        (lambda v: v.update(embedding_shape=[8, 8, 3]), "does not fit the network"),
    ],
)
def test_a_manifest_with_a_strange_field_is_refused_by_name(
    model: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    edit(model, change)
    with pytest.raises(ModelError, match=message):
        load_artefact(model)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema_version": NaN}', "\0"])
def test_a_manifest_that_is_no_manifest_is_refused(model: Path, text: str) -> None:
    (model / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json"):
        load_artefact(model)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.update(revision=p["revision"] + 1), "revision"),
        (lambda p: p.update(stroke_width=2.0), "contradicts itself"),
        (lambda p: p.update(stroke_width="3"), "not a number"),
        (lambda p: p.update(margin=True), "not a number"),
        (lambda p: p.update(sharpen=1), "does not have"),
        (lambda p: p.pop("margin"), "does not have"),
    ],
)
def test_another_preprocessing_is_refused(
    model: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    edit(model, lambda values: change(values["preprocessing"]))
    with pytest.raises(ModelError, match=message):
        load_artefact(model)


def test_a_golden_file_that_is_no_golden_input_is_refused(model: Path) -> None:
    (model / "golden.npz").write_bytes(b"PK not really")
    describe(model)
    with pytest.raises(ModelError, match="not a golden input"):
        load_artefact(model)


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ModelError, match="no such file"):
            load_artefact(folder)


def test_a_model_is_not_described_before_it_is_whole(model: Path) -> None:
    (model / "MODEL_CARD.md").unlink()
    with pytest.raises(ModelError, match=r"MODEL_CARD.md: no such file"):
        describe(model)


def test_the_profile_for_small_amounts_may_lie_beside_the_calibration(model: Path) -> None:
    (model / artefact.SMALL_AMOUNTS_NAME).write_text("{}", encoding="utf-8")
    assert load_artefact(model).manifest.name == "tiny"
