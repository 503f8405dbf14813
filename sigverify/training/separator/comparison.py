"""How far wrong ink moves the encoder's embedding: the separator's second loss.

A pixel of print at the tip of a stroke counts as much for the loss by pixel as one inside a stroke.
For the comparison it does not: it may lengthen the signature, or change the letter that a cell of
the embedding sees. The predicted ink is therefore laid on the encoder's canvas as a soft map, and
its embedding is compared with that of the true ink, by the distance that decides on signatures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from sigverify.encoding.artefact import load_artefact
from sigverify.imaging.config import PreprocessingConfig
from sigverify.training.encoder.export import read_encoder
from sigverify.training.encoder.matching import distance_matrix
from sigverify.training.encoder.network import EncoderNetwork

# The frame holds the true ink and this share of its size on each side. Print that would enlarge
# the signature must be seen.
_AROUND: Final = 0.2
# A pixel is fully covered at this share of the darkness of the signature's ink, and bare at the
# other; half of the darkness is the edge of a stroke, as in `imaging.cleaning`.
_COVERED: Final = 0.75
_BARE: Final = 0.25
_LEAST_LEVEL: Final = 0.05


class ComparisonLoss:
    """The distance of predicted and true ink in an encoder, whose weights stay as they are."""

    def __init__(self, encoder: EncoderNetwork, config: PreprocessingConfig) -> None:
        """Keep the encoder.

        Args:
            encoder: the network of a model.
            config: the size of its canvas.
        """
        self._encoder = encoder.eval().requires_grad_(False)
        self._config = config

    @classmethod
    def of_model(cls, folder: Path) -> ComparisonLoss:
        """The loss with the encoder in a model's folder.

        Raises:
            ModelError: the folder has no model, or one without weights for training.
        """
        artefact = load_artefact(folder)
        return cls(read_encoder(artefact), artefact.preprocessing)

    def __call__(self, logits: Tensor, *, canvas: Tensor, ink: Tensor) -> Tensor:
        """The mean distance over a batch, a scalar.

        Args:
            logits: (N, H, W) as the separator gives them.
            canvas: (N, CHANNELS, H, W) float32, 0..1, the separator's input.
            ink: (N, H, W) float32, 1 = the signature's ink; examples without any do not count.
        """
        signed = ink.flatten(1).any(dim=1)
        count = int(signed.sum())
        if not count:
            return logits.sum() * 0.0
        ink, darkness = ink[signed], canvas.amax(dim=1)[signed]
        cover = _coverage(darkness, ink)
        grid = self._frames(ink)
        with torch.no_grad():
            true = self._encoder(_framed(cover * ink, grid))
        found = self._encoder(_framed(cover * torch.sigmoid(logits[signed]), grid))
        wanted = torch.zeros((2 * count, 2 * count), dtype=torch.bool)
        wanted[torch.arange(count), torch.arange(count) + count] = True
        return distance_matrix(torch.cat((true, found)).float(), wanted=wanted).sum() / (2 * count)

    def _frames(self, ink: Tensor) -> Tensor:
        """(N, H', W', 2) places to sample, so that the true ink fills the encoder's canvas."""
        height, width = ink.shape[1:]
        high, wide = self._config.canvas_height, self._config.canvas_width
        shapes = []
        for mask in ink > 0:
            rows, columns = mask.any(dim=1).nonzero()[:, 0], mask.any(dim=0).nonzero()[:, 0]
            top, bottom = float(rows[0]), float(rows[-1]) + 1.0
            left, right = float(columns[0]), float(columns[-1]) + 1.0
            # Pixels of the separator's canvas to one of the encoder's, the same both ways.
            step = (1.0 + 2.0 * _AROUND) * max((bottom - top) / high, (right - left) / wide)
            across, down = step * wide / width, step * high / height
            shapes.append(
                (
                    (across, 0.0, (left + right) / width - 1.0),
                    (0.0, down, (top + bottom) / height - 1.0),
                )
            )
        theta = torch.tensor(shapes, dtype=torch.float32)
        return functional.affine_grid(theta, [len(shapes), 1, high, wide], align_corners=False)


def _coverage(darkness: Tensor, ink: Tensor) -> Tensor:
    """(N, H, W) share of each pixel that is covered, relative to the darkness of the true ink."""
    inked = ink.flatten(1)
    level = (darkness.flatten(1) * inked).sum(dim=1) / inked.sum(dim=1)
    share = darkness / level.clamp(min=_LEAST_LEVEL)[:, None, None]
    return ((share - _BARE) / (_COVERED - _BARE)).clamp(0.0, 1.0)


def _framed(cover: Tensor, grid: Tensor) -> Tensor:
    """(N, 1, H', W') canvases for the encoder."""
    return functional.grid_sample(cover[:, None], grid, align_corners=False)
