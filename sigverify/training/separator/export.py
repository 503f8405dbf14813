"""Export of the trained separator to an ONNX file and its manifest, and its weights back."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from sigverify.detection.separator import SEPARATOR
from sigverify.training.onnx_graph import read_helper_weights, write_helper
from sigverify.training.separator.measuring import SeparatorFigures
from sigverify.training.separator.network import SeparatorNetwork


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
    network = SeparatorNetwork()
    read_helper_weights(network, SEPARATOR, folder=folder)
    return network


class _Finished(torch.nn.Module):
    """The network with probabilities instead of logits."""

    def __init__(self, network: SeparatorNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, canvas: Tensor) -> Tensor:
        """See `SeparatorNetwork`."""
        return torch.sigmoid(self.network(canvas))
