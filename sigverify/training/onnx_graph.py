"""Export of a torch network to an ONNX graph without metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import onnx
import torch
from onnxscript import optimizer
from torch import Tensor, nn

from sigverify.errors import ModelError
from sigverify.files import sha256_hex, write_atomically, write_json
from sigverify.networks.helper_network import FORMAT_VERSION, HelperKind, HelperNetwork

OPSET: Final = 18
_PREFIX: Final = "network."
"""Prefix of the names of a helper's weights in its ONNX file."""


def export_graph(
    network: nn.Module,
    *,
    example: Tensor,
    input_name: str,
    output_names: Sequence[str],
    any_count: bool = False,
) -> Any:  # noqa: ANN401 - onnx has no types here
    """The graph of a network in evaluation mode.

    Args:
        network: on the processor.
        example: an input.
        input_name: name of the input.
        output_names: names of the outputs.
        any_count: make the batch size variable instead of that of the example.
    """
    program = torch.onnx.export(
        network.eval(),
        (example,),
        dynamo=True,
        input_names=[input_name],
        output_names=list(output_names),
        dynamic_shapes=({0: torch.export.Dim("batch")},) if any_count else None,
        opset_version=OPSET,
        optimize=False,
        verbose=False,
    )
    assert program is not None
    model = program.model_proto
    optimizer.fold_constants(model)
    optimizer.remove_unused_nodes(model)
    _forget_origins(model)
    return model


def checked_bytes(model: Any) -> bytes:  # noqa: ANN401
    """Check a graph and return it as the bytes of a file."""
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString()
    return data


def write_helper(
    network: nn.Module, kind: HelperKind, *, folder: Path, facts: Mapping[str, float]
) -> None:
    """Write a helper network and its manifest.

    Args:
        network: with the inputs and outputs of ``kind``.
        kind: which helper network it is.
        folder: for its two files.
        facts: additional entries of the manifest: training data, quality.

    Raises:
        OutputError: a file can't be written.
    """
    graph = export_graph(
        network.to(memory_format=torch.contiguous_format),
        example=torch.zeros(kind.input_shape),
        input_name=kind.input_name,
        output_names=list(kind.output_shapes),
    )
    data = checked_bytes(graph)
    write_atomically(folder / kind.onnx_name, data)
    manifest = {"format_version": FORMAT_VERSION, "sha256": sha256_hex(data), **facts}
    write_json(folder / kind.manifest_name, manifest)


def _forget_origins(model: Any) -> None:  # noqa: ANN401
    """Remove the exporter's notes about the source, which include paths of this machine."""
    graph = model.graph
    for part in (
        model,
        graph,
        *graph.node,
        *graph.input,
        *graph.output,
        *graph.value_info,
        *graph.initializer,
    ):
        del part.metadata_props[:]
        part.doc_string = ""


def read_helper_weights(network: nn.Module, kind: HelperKind, *, folder: Path) -> None:
    """Load the weights of a helper network that `write_helper` wrote.

    Args:
        network: takes the weights; it was ``network.network`` when it was written.
        kind: which helper network it is.
        folder: the helper's folder.

    Raises:
        ModelError: the folder has no such helper, or one of another architecture.
    """
    HelperNetwork(kind, folder=folder)  # checks the files
    model = onnx.load(folder / kind.onnx_name)
    stored = {
        tensor.name.removeprefix(_PREFIX): torch.from_numpy(
            onnx.numpy_helper.to_array(tensor).copy()
        )
        for tensor in model.graph.initializer
    }
    own = network.state_dict()
    # The counters of batches are not stored.
    weights = {name: stored.get(name, value) for name, value in own.items()}
    missing = [
        name for name, value in own.items() if value.is_floating_point() and name not in stored
    ]
    if missing or any(weights[name].shape != value.shape for name, value in own.items()):
        raise ModelError(
            f"{folder}: the {kind.name} has another architecture.",
            remedy="Train without --start.",
        )
    network.load_state_dict(weights)
