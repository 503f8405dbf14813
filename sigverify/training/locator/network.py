"""The locator's network and its loss: a small detector whose input is the whole cheque.

For each 8 x 8 pixels of the canvas the network predicts whether the centre of a signature is there,
and the distances to the four sides of its box (after FCOS, Tian et al. 2019). Two further outputs
are whether the image is a cheque and whether it is upright. The coarse levels give the position on
the form, the fine ones distinguish handwriting from print.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, CHANNELS
from sigverify.detection.postprocessing import STRIDE

_CORE: Final = 0.35
"""Positive cells are within this part of a box's sides from its centre, on either side."""
_EDGE: Final = 0.65
"""Cells within this part but outside the core do not count."""
_SIDE_UNIT: Final = 32.0
_GAMMA: Final = 2.0
_ALPHA: Final = 0.5


def _norm_act(channels: int) -> nn.Sequential:
    return nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(inplace=True))


def _down(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False), _norm_act(outputs)
    )


class _Block(nn.Module):
    """A depthwise 5 x 5 and two pointwise convolutions with a shortcut."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.Conv2d(channels, 2 * channels, 1, bias=False),
            _norm_act(2 * channels),
            nn.Conv2d(2 * channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.inner(x))


class LocatorNetwork(nn.Module):
    """Canvases to maps; some 150 000 parameters."""

    def __init__(self) -> None:
        """Weights are drawn from torch's generator."""
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(CHANNELS, 24, 7, stride=4, padding=3, bias=False), _norm_act(24)
        )
        self.eighth = nn.Sequential(_down(24, 40), _Block(40))
        self.sixteenth = nn.Sequential(_down(40, 56), _Block(56), _Block(56))
        self.coarse = nn.Sequential(_down(56, 72), _Block(72), _Block(72))
        self.to_sixteenth = nn.Conv2d(72, 56, 1)
        self.join_sixteenth = _Block(56)
        self.to_eighth = nn.Conv2d(56, 40, 1)
        self.join_eighth = _Block(40)
        self.head = nn.Conv2d(40, 5, 1)
        self.sheet = nn.Sequential(nn.Linear(2 * 72, 32), nn.ReLU(), nn.Linear(32, 2))
        with torch.no_grad():
            self.head.weight.zero_()
            assert self.head.bias is not None
            # Start by predicting no signature, as nearly all cells have none.
            self.head.bias.copy_(torch.tensor([-4.0, 0.0, 0.0, 0.0, 0.0]))

    def summary(self, canvas: Tensor) -> Tensor:
        """The input of `sheet`: (N, 144) means over the upper and the lower half."""
        return _halves(self._levels(canvas)[2])

    def _levels(self, canvas: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        eighth = self.eighth(self.stem(canvas))
        sixteenth = self.sixteenth(eighth)
        return eighth, sixteenth, self.coarse(sixteenth)

    def forward(self, canvas: Tensor) -> tuple[Tensor, Tensor]:
        """Maps and the outputs for the sheet.

        Args:
            canvas: (N, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) float32, 0..1.

        Returns:
            (N, 5, H / STRIDE, W / STRIDE): the logit of a signature's centre, then the distances
            from the cell's centre to the left, top, right and bottom of its box in canvas pixels;
            (N, 2) the logits of being a cheque and of being upright.
        """
        eighth, sixteenth, coarse = self._levels(canvas)
        sheet = self.sheet(_halves(coarse))
        up = functional.interpolate(self.to_sixteenth(coarse), scale_factor=2.0, mode="nearest")
        sixteenth = self.join_sixteenth(sixteenth + up)
        up = functional.interpolate(self.to_eighth(sixteenth), scale_factor=2.0, mode="nearest")
        maps = self.head(self.join_eighth(eighth + up))
        sides = torch.exp(torch.clamp(maps[:, 1:], -5.0, 3.5)) * _SIDE_UNIT
        return torch.cat((maps[:, :1], sides), dim=1), sheet


def _halves(coarse: Tensor) -> Tensor:
    """Means over the upper and the lower half, which differ on a cheque."""
    upper, lower = coarse.chunk(2, dim=2)
    return torch.cat((upper.mean(dim=(2, 3)), lower.mean(dim=(2, 3))), dim=1)


def locator_loss(
    maps: Tensor, sheet: Tensor, *, boxes: Tensor, is_cheque: Tensor, is_upright: Tensor
) -> Tensor:
    """The training loss.

    Args:
        maps: as the network gives them.
        sheet: as the network gives it.
        boxes: (N, K, 4) left, top, right, bottom in canvas pixels, NaN for none.
        is_cheque: (N,) bool; other images count for this output only.
        is_upright: (N,) bool; only upright cheques count for the boxes.
    """
    kind = functional.binary_cross_entropy_with_logits(sheet[:, 0], is_cheque.float())
    way_up = functional.binary_cross_entropy_with_logits(
        sheet[:, 1], is_upright.float(), reduction="none"
    )
    whole = 0.3 * kind + 0.3 * (way_up * is_cheque).mean()
    teaches = is_cheque & is_upright
    maps, boxes = maps[teaches], boxes[teaches]
    if not len(maps):
        return whole
    middles = _cell_middles().to(maps.device)  # (2, h, w)
    known = torch.nan_to_num(boxes, nan=-1e4)
    centre = (known[..., :2] + known[..., 2:]) / 2
    size = torch.clamp(known[..., 2:] - known[..., :2], min=1.0)
    away = (middles[None, None] - centre[..., None, None]).abs()  # (N, K, 2, h, w)
    # A flat signature still has a cell under its centre.
    reach = torch.clamp(size[..., None, None], min=STRIDE / _CORE * 0.55)
    core = (away <= _CORE * reach).all(dim=2)
    near = (away <= _EDGE * reach).all(dim=2).any(dim=1)
    positive = core.any(dim=1)
    logits = maps[:, 0]
    target = positive.float()
    plain = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    right = torch.exp(-plain)
    weight = torch.where(positive, _ALPHA, 1 - _ALPHA) * (1 - right) ** _GAMMA
    counted = positive | ~near
    count = torch.clamp(positive.sum(), min=1)
    heat = (plain * weight * counted).sum() / count
    if not positive.any():
        return 2.0 * heat + whole
    # Where boxes overlap, a cell belongs to the one with the nearer centre.
    distance = (away / reach).amax(dim=2).masked_fill(~core, torch.inf)
    owner = distance.argmin(dim=1)  # (N, h, w)
    image, row, column = torch.nonzero(positive, as_tuple=True)
    wanted = known[image, owner[image, row, column]]
    x, y = middles[0, row, column], middles[1, row, column]
    sides = maps[image, 1:, row, column]
    got = torch.stack((x - sides[:, 0], y - sides[:, 1], x + sides[:, 2], y + sides[:, 3]), dim=1)
    return 2.0 * heat + (1.0 - _generalised_iou(got, wanted)).mean() + whole


def _cell_middles() -> Tensor:
    y = (torch.arange(CANVAS_HEIGHT // STRIDE) + 0.5) * STRIDE
    x = (torch.arange(CANVAS_WIDTH // STRIDE) + 0.5) * STRIDE
    return torch.stack(torch.meshgrid(x, y, indexing="xy"))


def _generalised_iou(a: Tensor, b: Tensor) -> Tensor:
    """Generalised IoU of boxes (n, 4), -1..1 (Rezatofighi et al. 2019)."""
    inner = torch.clamp(
        torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2]), min=0.0
    ).prod(dim=1)
    outer = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(dim=1)
    area_a = (a[:, 2:] - a[:, :2]).clamp(min=0.0).prod(dim=1)
    area_b = (b[:, 2:] - b[:, :2]).clamp(min=0.0).prod(dim=1)
    union = area_a + area_b - inner + 1e-6
    return inner / union - (outer - union) / (outer + 1e-6)
