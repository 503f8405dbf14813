"""Export of the trained network to files that need no torch: ONNX, and safetensors weights.

Weights are stored in half precision, which halves the files; computation is in single precision.
They are rounded in torch first, so both files contain the same numbers, and the calibrated and
measured network is the shipped one. Batch norms are not folded (the runtime does so when it opens
the file), as folded weights would have to be rounded a second time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import nn

from sigverify.encoding.artefact import WEIGHTS_NAME, Artefact
from sigverify.encoding.encoder import INPUT_NAME, OUTPUT_NAME
from sigverify.errors import ModelError
from sigverify.files import write_atomically
from sigverify.imaging.config import PreprocessingConfig
from sigverify.training.encoder.network import NetworkConfig, SiameseEncoder, build_network
from sigverify.training.encoder.validation import Embeddings
from sigverify.training.onnx_graph import checked_bytes, export_graph
from sigverify.training.signatures.canvases import Canvases

MAX_DISAGREEMENT: Final = 1e-4
# For smaller tensors the cast costs more than it saves.
MIN_HALVED: Final = 256


@torch.no_grad()
def round_to_half(network: nn.Module) -> None:
    """Round every weight to half precision, in place; the network stays in single precision."""
    for tensor in (*network.parameters(), *network.buffers()):
        if tensor.is_floating_point():
            tensor.copy_(tensor.half().float())


def write_safetensors(network: nn.Module, path: Any) -> None:  # noqa: ANN401
    """Write the weights in half precision.

    Raises:
        OutputError: the file can't be written.
    """
    weights = {
        name: tensor.detach().cpu().half().contiguous() if tensor.is_floating_point() else tensor
        for name, tensor in network.state_dict().items()
    }
    write_atomically(path, save(weights))


def read_encoder(artefact: Artefact) -> SiameseEncoder:
    """The network of a model, with the weights that `write_safetensors` wrote.

    Raises:
        ModelError: the model has no such weights, or another architecture.
    """
    config, path = artefact.preprocessing, artefact.folder / WEIGHTS_NAME
    try:
        arguments: dict[str, Any] = dict(artefact.manifest.architecture.arguments)
        arguments["pretrained"] = False
        arguments["taps"] = tuple(arguments["taps"])
        network = build_network(
            NetworkConfig(**arguments), height=config.canvas_height, width=config.canvas_width
        )
        network.load_state_dict(load_file(path))
    except (KeyError, TypeError, ValueError, RuntimeError, OSError, SafetensorError) as error:
        raise ModelError(
            f"{path}: not the weights of this program's encoder.",
            remedy="Name the folder of a model that this version has trained.",
        ) from error
    return network.eval()


def to_onnx(network: nn.Module, *, config: PreprocessingConfig) -> bytes:
    """The network as an ONNX file: ``canvas`` (N, 1, H, W) float32 to ``embedding`` (N, ...).

    Args:
        network: on the processor; its weights are those of `round_to_half`.
        config: for the size of the canvas.
    """
    model = export_graph(
        network,
        example=torch.zeros(2, 1, config.canvas_height, config.canvas_width),
        input_name=INPUT_NAME,
        output_names=[OUTPUT_NAME],
        any_count=True,
    )
    _halve(model)
    return checked_bytes(model)


def open_encoder(encoder_onnx: bytes, *, threads: int) -> Callable[[Canvases], Embeddings]:
    """Open the exported network with the runtime of the program.

    Args:
        encoder_onnx: the file.
        threads: number of threads.

    Returns:
        A function from (n, H, W) uint8 canvases to (n, ...) float32 embeddings.
    """
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        encoder_onnx, options, providers=["CPUExecutionProvider"]
    )

    def embed(canvases: Canvases) -> Embeddings:
        pixels = canvases[:, None].astype(np.float32) / np.float32(255)
        embeddings: Embeddings = session.run([OUTPUT_NAME], {INPUT_NAME: pixels})[0]
        return embeddings

    return embed


def check_agreement(encoder_onnx: bytes, *, network: nn.Module, canvases: Canvases) -> float:
    """Refuse an ONNX file whose results differ from those of the network.

    Args:
        encoder_onnx: the file.
        network: the exported network, on the processor.
        canvases: (n, H, W) uint8, real ones, to compare on.

    Returns:
        The largest difference of any number in the embeddings.

    Raises:
        ModelError: the difference is larger than 1e-4.
    """
    got = open_encoder(encoder_onnx, threads=1)(canvases)
    pixels = canvases[:, None].astype(np.float32) / np.float32(255)
    network.eval()
    with torch.no_grad():
        expected: NDArray[np.float32] = network(torch.from_numpy(pixels)).numpy()
    difference = float(np.abs(got - expected).max())
    if not difference <= MAX_DISAGREEMENT:  # also True for NaN
        raise ModelError(
            f"The exported network differs from the trained one by {difference:.2g}.",
            remedy="Use the versions of torch, onnx and onnxruntime that the tests pass with.",
        )
    return difference


def _halve(model: Any) -> None:  # noqa: ANN401 - onnx has no types here
    """Store the large weights in half precision, each followed by a cast back."""
    casts = []
    for weights in model.graph.initializer:
        array = numpy_helper.to_array(weights)
        if weights.data_type != TensorProto.FLOAT or array.size < MIN_HALVED:
            continue
        name = weights.name
        weights.CopyFrom(numpy_helper.from_array(array.astype(np.float16), f"{name}_half"))
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
