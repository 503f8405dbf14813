"""Export of the trained separator to an ONNX file and its manifest, and its weights back."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import onnx
import torch
from torch import Tensor

from sigverify.detection.separator import SEPARATOR, Separator
from sigverify.errors import ModelError
from sigverify.training.onnx_graph import write_helper
from sigverify.training.separator.measuring import SeparatorFigures
from sigverify.training.separator.network import SeparatorNetwork

_PREFIX: Final = "network."
"""Prefix of the names of the weights in the ONNX file."""


def write_separator(
    network: SeparatorNetwork, folder: Path, *, examples: int, figures: SeparatorFigures
) -> None:
    """Write the network and its manifest.

    Raises:
        OutputError: a file can't be written.
    """
    facts = {
        "composed_examples": examples,
        "held_out_precision": round(figures.precision, 4),
        "held_out_recall": round(figures.recall, 4),
    }
    write_helper(_Finished(network), SEPARATOR, folder=folder, facts=facts)


def read_separator(folder: Path) -> SeparatorNetwork:
    """A network with the weights of a separator written by `write_separator`.

    Raises:
        ModelError: the folder has no separator, or one of another architecture.
    """
    Separator(folder)  # checks the files
    model = onnx.load(folder / SEPARATOR.onnx_name)
    stored = {
        tensor.name.removeprefix(_PREFIX): torch.from_numpy(
            onnx.numpy_helper.to_array(tensor).copy()
        )
        for tensor in model.graph.initializer
    }
    network = SeparatorNetwork()
    own = network.state_dict()
    # The counters of batches are not stored.
    weights = {name: stored.get(name, value) for name, value in own.items()}
    missing = [
        name for name, value in own.items() if value.is_floating_point() and name not in stored
    ]
    if missing or any(weights[name].shape != value.shape for name, value in own.items()):
        raise ModelError(
            f"{folder}: the separator has another architecture.",
            remedy="Train without --start.",
        )
    network.load_state_dict(weights)
    return network


class _Finished(torch.nn.Module):
    """The network with probabilities instead of logits."""

    def __init__(self, network: SeparatorNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, canvas: Tensor) -> Tensor:
        """See `SeparatorNetwork`."""
        return torch.sigmoid(self.network(canvas))
