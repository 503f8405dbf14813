from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import external_data_helper

from sigverify.encoding.artefact import load_artefact
from sigverify.encoding.encoder import BATCH_SIZE, Encoder
from sigverify.encoding.golden import Golden
from sigverify.errors import ModelError
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.normalizing import normalize_ink
from tests.helpers.scribbles import scribble
from tests.helpers.tiny_model import (
    CONFIG,
    EMBEDDING_SHAPE,
    describe,
    encoder_model,
    expected_embedding,
    golden_input,
)


def canvas(seed: int) -> np.ndarray:
    return normalize_ink(clean_crop(scribble(seed=seed)), CONFIG)


def replace_network(folder: Path, network: onnx.ModelProto | bytes) -> None:
    """Put another network into a model and describe it properly: every hash is right."""
    data = network if isinstance(network, bytes) else network.SerializeToString()
    (folder / "encoder.onnx").write_bytes(data)
    describe(folder)


def test_embeddings_are_those_of_the_network(pristine_model: Path) -> None:
    encoder = Encoder(load_artefact(pristine_model))
    canvases = np.stack([canvas(seed) for seed in (1, 2, 3)])
    embeddings = encoder.embed(canvases)
    assert embeddings.shape == (3, *EMBEDDING_SHAPE)
    assert embeddings.dtype == np.float32
    for image, embedding in zip(canvases, embeddings, strict=True):
        np.testing.assert_allclose(embedding, expected_embedding(image), atol=1e-5)


def test_batches_do_not_change_the_result(pristine_model: Path) -> None:
    encoder = Encoder(load_artefact(pristine_model))
    images = [canvas(seed) for seed in range(5)]
    many = np.stack([images[index % 5] for index in range(2 * BATCH_SIZE + 3)])
    embeddings = encoder.embed(many)
    for index in (0, BATCH_SIZE - 1, BATCH_SIZE, 2 * BATCH_SIZE + 2):
        np.testing.assert_allclose(
            embeddings[index], encoder.embed(many[index : index + 1])[0], atol=1e-6
        )
    assert encoder.embed(many[:0]).shape == (0, *EMBEDDING_SHAPE)


def test_several_threads_may_use_one_encoder(pristine_model: Path) -> None:
    encoder = Encoder(load_artefact(pristine_model))
    images = [canvas(seed)[None] for seed in range(4)] * 6
    alone = [encoder.embed(image) for image in images]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(encoder.embed, images))
    np.testing.assert_array_equal(np.stack(together), np.stack(alone))


def test_arrays_of_another_shape_or_type_are_a_bug(pristine_model: Path) -> None:
    encoder = Encoder(load_artefact(pristine_model))
    image = canvas(1)
    for wrong in (image, image[None, :-1], image[None].astype(np.float32), image[None, None]):
        with pytest.raises(ValueError, match="canvases must be"):
            encoder.embed(np.asarray(wrong))


def test_a_drifted_golden_embedding_is_refused(model: Path) -> None:
    example = golden_input()
    turned = example.embedding.copy()
    turned[3, 4, 0] += 0.01
    drifted = Golden(grey=example.grey, canvas=example.canvas, embedding=turned)
    (model / "golden.npz").write_bytes(drifted.to_bytes())
    describe(model)
    with pytest.raises(ModelError, match="its results here differ"):
        Encoder(load_artefact(model))


def test_weights_in_another_file_are_refused(model: Path) -> None:
    network = encoder_model()
    external_data_helper.set_external_data(
        network.graph.initializer[0], location="../secret.bin", offset=0, length=4
    )
    replace_network(model, network)
    with pytest.raises(ModelError, match="keeps weights in another file"):
        Encoder(load_artefact(model))


def test_operators_of_others_are_refused(model: Path) -> None:
    replace_network(model, encoder_model(domain="com.example"))
    with pytest.raises(ModelError, match=r"outside the ONNX standard \('com.example'\)"):
        Encoder(load_artefact(model))


def test_a_damaged_network_is_refused_even_with_the_right_hash(model: Path) -> None:
    whole = encoder_model().SerializeToString()
    for data in (whole[:-7], b"\x00" * 64, b"not a network at all", b"\xff" * 30):
        replace_network(model, data)
        with pytest.raises(ModelError, match="model tiny"):
            Encoder(load_artefact(model))


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (encoder_model(batch=1), "instead of float"),
        (encoder_model(output="features"), "not an encoder"),
    ],
)
def test_a_network_that_is_no_encoder_is_refused(
    model: Path, network: onnx.ModelProto, message: str
) -> None:
    replace_network(model, network)
    with pytest.raises(ModelError, match=message):
        Encoder(load_artefact(model))


@pytest.mark.parametrize("factor", [2.0, float("nan")])
def test_embeddings_out_of_range_are_refused(model: Path, factor: float) -> None:
    network = encoder_model()
    scale = onnx.numpy_helper.from_array(np.array(factor, np.float32), "factor")
    network.graph.initializer.append(scale)
    network.graph.node[-2].output[0] = "unit"
    network.graph.node.append(onnx.helper.make_node("Mul", ["unit", "factor"], ["embedding"]))
    replace_network(model, network)
    with pytest.raises(ModelError, match="out of range"):
        Encoder(load_artefact(model))


def test_a_network_that_fails_at_work_is_refused_in_one_line(model: Path) -> None:
    network = encoder_model()
    shape = onnx.numpy_helper.from_array(np.array([7, 7], np.int64), "shape")
    network.graph.initializer.append(shape)
    network.graph.node[-2].output[0] = "unit"
    network.graph.node.append(onnx.helper.make_node("Reshape", ["unit", "shape"], ["embedding"]))
    replace_network(model, network)
    with pytest.raises(ModelError, match="can't be run") as raised:
        Encoder(load_artefact(model))
    assert "\n" not in raised.value.message
