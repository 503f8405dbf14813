from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import load

from sigverify.errors import ModelError
from sigverify.imaging.config import PreprocessingConfig
from sigverify.networks.onnx_check import check_self_contained
from sigverify.terms import Split
from sigverify.training.encoder.export import (
    MAX_DISAGREEMENT,
    check_agreement,
    round_to_half,
    to_onnx,
    write_safetensors,
)
from sigverify.training.encoder.network import NetworkConfig, build_network
from sigverify.training.signatures.corpus import Corpus
from tests.helpers.places import REAL_SIGNATURES
from tests.helpers.small_training import PREPROCESSING, SmallEncoder, fresh_network


@pytest.fixture(scope="module")
def network() -> SmallEncoder:
    network = fresh_network()
    # Statistics as of a trained network, so that a wrong folding is noticed.
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 2.0)
            module.weight.data.uniform_(0.5, 1.5)
    round_to_half(network)
    return network


@pytest.fixture(scope="module")
def encoder(network: SmallEncoder) -> bytes:
    return to_onnx(network, config=PREPROCESSING)


def test_rounding_leaves_only_halves() -> None:
    network = fresh_network()
    before = network.head.weight.detach().clone()
    round_to_half(network)
    for tensor in network.state_dict().values():
        if tensor.is_floating_point():
            assert torch.equal(tensor, tensor.half().float())
    assert not torch.equal(network.head.weight, before)
    torch.testing.assert_close(network.head.weight, before, atol=1e-4, rtol=1e-3)


def test_the_exported_network_agrees_for_any_batch(
    encoder: bytes, network: SmallEncoder, corpus: Corpus
) -> None:
    canvases = corpus.require(Split.VAL).canvases(np.arange(7))
    for count in (1, 2, 7):
        found = check_agreement(encoder, network=network, canvases=canvases[:count])
        assert found <= MAX_DISAGREEMENT


def test_the_file_has_one_input_and_output_and_is_self_contained(encoder: bytes) -> None:
    check_self_contained(encoder)
    graph = onnx.load_from_string(encoder).graph
    (given,), (result,) = graph.input, graph.output
    assert (given.name, result.name) == ("canvas", "embedding")
    shape = [part.dim_value or part.dim_param for part in given.type.tensor_type.shape.dim]
    assert shape[1:] == [1, 40, 80]
    assert isinstance(shape[0], str)


def test_the_file_does_not_reveal_where_it_was_made(encoder: bytes) -> None:
    for word in (b"site-packages", b"torch/", b".py", str(Path.home()).encode() + b"/"):
        assert word not in encoder


def test_weights_take_two_bytes_each(encoder: bytes, network: SmallEncoder) -> None:
    model = onnx.load_from_string(encoder)
    large = [w for w in model.graph.initializer if np.prod(w.dims) >= 256]
    assert {w.data_type for w in large} == {onnx.TensorProto.FLOAT16}
    weights = sum(p.numel() for p in network.parameters())
    assert len(encoder) < 2 * weights + 60_000


def test_a_network_that_differs_is_refused(
    encoder: bytes, network: SmallEncoder, corpus: Corpus
) -> None:
    other = fresh_network()
    other.load_state_dict(network.state_dict())
    with torch.no_grad():
        other.head.weight[0] += 0.05
    canvases = corpus.require(Split.VAL).canvases(np.arange(3))
    with pytest.raises(ModelError, match="differs"):
        check_agreement(encoder, network=other, canvases=canvases)


def test_safetensors_hold_the_same_weights(network: SmallEncoder, tmp_path: Path) -> None:
    path = tmp_path / "encoder.safetensors"
    write_safetensors(network, path)
    again = SmallEncoder()
    again.load_state_dict(load(path.read_bytes()))
    for name, tensor in network.state_dict().items():
        assert torch.equal(again.state_dict()[name], tensor)


@pytest.mark.real_data
def test_the_full_network_agrees_on_real_signatures() -> None:
    from sigverify.training.signatures.canvases import prepare_image

    data = REAL_SIGNATURES
    config = PreprocessingConfig()
    images = [sorted((data / name).rglob("*.*"))[5] for name in ("cedar", "bhsig_hindi")]
    canvases = np.stack(
        [prepare_image(path.read_bytes(), name="x", config=config).canvas for path in images]
    )
    network = build_network(NetworkConfig(), height=config.canvas_height, width=config.canvas_width)
    round_to_half(network)
    encoder = to_onnx(network, config=config)
    assert len(encoder) <= 20e6
    assert check_agreement(encoder, network=network, canvases=canvases) <= MAX_DISAGREEMENT
