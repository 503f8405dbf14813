"""From a network of torch to an ONNX graph that holds nothing but what it computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import onnx
import torch
from onnxscript import optimizer
from torch import Tensor, nn

from sigverify.files import sha256_hex, write_atomically, write_json
from sigverify.networks.helper_network import FORMAT_VERSION, HelperKind

OPSET: Final = 18


def export_graph(
    network: nn.Module,
    *,
    example: Tensor,
    input_name: str,
    output_names: Sequence[str],
    any_count: bool = False,
) -> Any:  # noqa: ANN401 - onnx has no types here
    """The graph of a network, as it is when it is not trained.

    Args:
        network: on the processor.
        example: an input.
        input_name: what the input is called.
        output_names: what the outputs are called.
        any_count: let the input's first side be of any length, not that of the example.
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
    """A graph as a file's bytes, after ONNX's own checks."""
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString()
    return data


def write_helper(
    network: nn.Module, kind: HelperKind, *, folder: Path, facts: Mapping[str, float]
) -> None:
    """Write a helper network and the manifest that it is checked by.

    Args:
        network: takes and gives what ``kind`` says.
        kind: what it is.
        folder: where its two files go.
        facts: what else the manifest says: of what it was trained, how good it is.

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
    """Drop what the exporter notes about the source, this machine's paths among it."""
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
