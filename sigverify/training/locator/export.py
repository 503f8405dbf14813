"""Export of the trained locator to an ONNX file and its manifest."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from sigverify.detection.locator import LOCATOR
from sigverify.training.locator.network import LocatorNetwork
from sigverify.training.onnx_graph import read_helper_weights, write_helper


def write_locator(network: LocatorNetwork, folder: Path, *, cheques: int, found: float) -> None:
    """Write the network and its manifest.

    Raises:
        OutputError: a file can't be written.
    """
    facts = {"composed_cheques": cheques, "found_of_held_out": round(found, 4)}
    write_helper(_Finished(network), LOCATOR, folder=folder, facts=facts)


def read_locator(folder: Path) -> LocatorNetwork:
    """A network with the weights of a locator written by `write_locator`.

    Raises:
        ModelError: the folder has no locator, or one of another architecture.
    """
    network = LocatorNetwork()
    read_helper_weights(network, LOCATOR, folder=folder)
    return network


class _Finished(torch.nn.Module):
    """The network with probabilities instead of logits."""

    def __init__(self, network: LocatorNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, canvas: Tensor) -> tuple[Tensor, Tensor]:
        maps, sheet = self.network(canvas)
        shares = torch.cat((torch.sigmoid(maps[:, :1]), maps[:, 1:]), dim=1)
        return shares, torch.sigmoid(sheet)
