"""Random changes of canvases as pens, scanners and cheques make them.

Transforms in the style of torchvision's v2 for whole batches. Those of torchvision draw parameters
once per call, so all images of a batch would get the same warp; here each image has its own
parameters, and all geometry is one resampling. Random numbers come from torch's global generator:
seed it before a call to repeat the call.

Every transform takes and gives (B, 1, H, W) float32, 0 = paper, 1 = ink.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional
from torchvision.transforms import v2

# Nodes of the elastic field along the height, which is interpolated between them.
ELASTIC_NODES: Final = 5
LINE_HALF_WIDTH_PX: Final = 0.9
PRINT_PIXEL_PX: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AugmentConfig:
    """Maximum strength of each change and the share of images that it happens to.

    Attributes:
        rotation_deg: rotation to either side.
        shear: horizontal shear as a share of the height, to either side.
        shrink: the smallest scale is 1 - shrink; width and height differ by up to a third of it.
        shift: as a share of height and width.
        perspective: strength of the perspective, as a share.
        elastic_px: standard deviation of the elastic field in pixels.
        stroke: 1 = up to one pixel more on each side of a stroke, or half a pixel less.
        stroke_share: share of images with a changed stroke width.
        break_share: share of images with broken strokes.
        line_share: share of images with the remains of a ruled line.
        print_share: share of images with the remains of print.
        resolution: coarsest grid, in pixels of the canvas.
        resolution_share: share of images that went through a coarser grid.
        bilevel_share: share of images made black and white.
    """

    rotation_deg: float = 4.0
    shear: float = 0.08
    shrink: float = 0.12
    shift: float = 0.03
    perspective: float = 0.05
    elastic_px: float = 2.0
    stroke: float = 0.8
    stroke_share: float = 0.6
    break_share: float = 0.2
    line_share: float = 0.12
    print_share: float = 0.06
    resolution: float = 2.2
    resolution_share: float = 0.3
    bilevel_share: float = 0.3


class Warp(v2.Transform):  # type: ignore[misc]
    """Rotation, scale, shear, shift, perspective and an elastic field in one resampling."""

    def __init__(self, config: AugmentConfig) -> None:
        """Keep the strengths."""
        super().__init__()
        self.config = config

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Matrices (B, 3, 3) from output to input in units of half a height, and nodes."""
        (canvas,) = flat_inputs
        config, count, device = self.config, len(canvas), canvas.device
        aspect = canvas.shape[-1] / canvas.shape[-2]
        angle = _either_way(count, device) * torch.pi / 180 * config.rotation_deg
        shear = _either_way(count, device) * config.shear
        scale = 1 - config.shrink * torch.rand(count, device=device)
        stretch = 1 + config.shrink / 3 * _either_way(count, device)
        matrix = torch.zeros(count, 3, 3, device=device)
        cosine, sine = angle.cos(), angle.sin()
        matrix[:, 0, 0] = cosine / scale * stretch
        matrix[:, 0, 1] = (shear - sine) / scale
        matrix[:, 1, 0] = sine / scale
        matrix[:, 1, 1] = cosine / scale / stretch
        matrix[:, 0, 2] = _either_way(count, device) * 2 * config.shift * aspect
        matrix[:, 1, 2] = _either_way(count, device) * 2 * config.shift
        matrix[:, 2, 0] = _either_way(count, device) * config.perspective / aspect
        matrix[:, 2, 1] = _either_way(count, device) * config.perspective
        matrix[:, 2, 2] = 1
        wide = round(ELASTIC_NODES * aspect)
        nodes = torch.randn(count, 2, ELASTIC_NODES, wide, device=device) * config.elastic_px
        return {"matrix": matrix, "nodes": nodes}

    def transform(self, inpt: Tensor, params: dict[str, Any]) -> Tensor:
        """Sample the input at the position of each output pixel."""
        height, width = inpt.shape[-2:]
        aspect = width / height
        y = (torch.arange(height, device=inpt.device) * 2 + 1) / height - 1
        x = ((torch.arange(width, device=inpt.device) * 2 + 1) / width - 1) * aspect
        m = params["matrix"][..., None, None]  # (B, 3, 3, 1, 1)
        x, y = x[None, None, :], y[None, :, None]
        depth = m[:, 2, 0] * x + m[:, 2, 1] * y + 1
        source_x = (m[:, 0, 0] * x + m[:, 0, 1] * y + m[:, 0, 2]) / (depth * aspect)
        source_y = (m[:, 1, 0] * x + m[:, 1, 1] * y + m[:, 1, 2]) / depth
        field = functional.interpolate(
            params["nodes"], size=(height, width), mode="bicubic", align_corners=True
        )
        grid = torch.stack(
            [source_x + field[:, 0] * (2 / width), source_y + field[:, 1] * (2 / height)], dim=-1
        )
        return functional.grid_sample(inpt, grid, align_corners=False)


class _OnSome(v2.Transform):  # type: ignore[misc]
    """A change that happens to a share of the images; the others stay as they are."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        (canvas,) = flat_inputs
        drawn = torch.rand(len(canvas), device=canvas.device) < self.share
        return {"chosen": drawn.nonzero().flatten()}

    def transform(self, inpt: Tensor, params: dict[str, Any]) -> Tensor:
        chosen = params["chosen"]
        if not len(chosen):
            return inpt
        return inpt.index_copy(0, chosen, self.changed(inpt[chosen]))

    def changed(self, canvas: Tensor) -> Tensor:
        raise NotImplementedError


class StrokeWidth(_OnSome):
    """Another pen: strokes widened or narrowed by blending with the dilated or eroded canvas."""

    def __init__(self, config: AugmentConfig) -> None:
        """Keep the strength."""
        super().__init__(config.stroke_share)
        self.strength = config.stroke

    def changed(self, canvas: Tensor) -> Tensor:
        """Blend each image by its own amount."""
        amount = _column(_either_way(len(canvas), canvas.device)) * self.strength
        wide = functional.max_pool2d(canvas, 3, stride=1, padding=1)
        narrow = -functional.max_pool2d(-canvas, 3, stride=1, padding=1)
        more, less = amount.clamp(min=0), amount.clamp(max=0) / 2
        return canvas + more * (wide - canvas) + less * (canvas - narrow)


class BrokenStrokes(_OnSome):
    """A dry pen or a harsh threshold: gaps where smooth noise is high."""

    def changed(self, canvas: Tensor) -> Tensor:
        """Multiply by a mask with soft-edged gaps, more of them in some images."""
        rarity = 1.1 + _column(torch.rand(len(canvas), device=canvas.device))
        return canvas * (1 - _steep(_noise(canvas, cell_px=6) - rarity, steepness=6))


class RuledLine(_OnSome):
    """The remains of a printed line after cleaning: a thin, nearly level, interrupted stroke."""

    def changed(self, canvas: Tensor) -> Tensor:
        """Add one line somewhere in the lower three quarters."""
        height, width = canvas.shape[-2:]
        count, device = len(canvas), canvas.device
        at = _column(0.25 + 0.75 * torch.rand(count, device=device)) * height
        slope = _column(_either_way(count, device)) * 0.02
        x = torch.arange(width, device=device) - width / 2
        y = torch.arange(height, device=device)[:, None]
        line = (LINE_HALF_WIDTH_PX + 0.5 - (y - at - slope * x).abs()).clamp(0, 1)
        here = _steep(_noise(canvas, cell_px=24) - _column(_either_way(count, device)), steepness=4)
        return torch.maximum(canvas, line * here)


class PrintedText(_OnSome):
    """Remains of small print: a short row of letter-sized specks."""

    def changed(self, canvas: Tensor) -> Tensor:
        """Add one row a few letters long."""
        height, width = canvas.shape[-2:]
        count, device = len(canvas), canvas.device
        tall = _column(8 + 8 * torch.rand(count, device=device))
        long = _column(0.1 + 0.3 * torch.rand(count, device=device)) * width
        top = _column(torch.rand(count, device=device)) * (height - tall)
        left = _column(torch.rand(count, device=device)) * (width - long)
        x = torch.arange(width, device=device)
        y = torch.arange(height, device=device)[:, None]
        box = (y >= top) & (y < top + tall) & (x >= left) & (x < left + long)
        letters = (x - left) % (0.75 * tall) < 0.55 * tall
        specks = _steep(_noise(canvas, cell_px=PRINT_PIXEL_PX) - 0.3, steepness=6)
        return torch.maximum(canvas, specks * (box & letters))


class Resolution(_OnSome):
    """A coarser scan: resampled to a coarser grid and back, edges sharpened as by a threshold."""

    def __init__(self, config: AugmentConfig) -> None:
        """Keep the coarsest grid."""
        super().__init__(config.resolution_share)
        self.coarsest = config.resolution

    def changed(self, canvas: Tensor) -> Tensor:
        """Process image by image, as each has its own grid."""
        grids = 1 + (self.coarsest - 1) * torch.rand(len(canvas))
        results: list[Tensor] = []
        for image, grid in zip(canvas[:, None], grids.tolist(), strict=True):
            size = [round(side / grid) for side in image.shape[-2:]]
            coarse = v2.functional.resize(image, size, antialias=True)
            results.append(v2.functional.resize(coarse, list(image.shape[-2:]), antialias=False))
        return _steep(torch.cat(results) - 0.5, steepness=2)


class Bilevel(_OnSome):
    """Black and white, by a random threshold."""

    def changed(self, canvas: Tensor) -> Tensor:
        """Set each pixel to 0 or 1."""
        threshold = 0.5 + 0.15 * _column(_either_way(len(canvas), canvas.device))
        return (canvas >= threshold).to(canvas.dtype)


def build_augmentation(config: AugmentConfig) -> v2.Compose:
    """All changes in the order in which they happen to a real signature."""
    return v2.Compose(
        [
            Warp(config),
            StrokeWidth(config),
            RuledLine(config.line_share),
            PrintedText(config.print_share),
            BrokenStrokes(config.break_share),
            Resolution(config),
            Bilevel(config.bilevel_share),
        ]
    )


def _either_way(count: int, device: torch.device) -> Tensor:
    """(count,) uniform in -1..1."""
    return torch.rand(count, device=device) * 2 - 1


def _column(values: Tensor) -> Tensor:
    """(B,) as (B, 1, 1, 1)."""
    return values.reshape(-1, 1, 1, 1)


def _noise(canvas: Tensor, *, cell_px: int) -> Tensor:
    """Smooth normal noise of the canvas's shape; ``cell_px`` is the size of its grain."""
    size = [side // cell_px + 1 for side in canvas.shape[-2:]]
    coarse = torch.randn(len(canvas), 1, *size, device=canvas.device)
    return functional.interpolate(
        coarse, size=canvas.shape[-2:], mode="bilinear", align_corners=False
    )


def _steep(values: Tensor, *, steepness: float) -> Tensor:
    """A ramp from 0 to 1 that is 0.5 at 0."""
    return (values * steepness + 0.5).clamp(0, 1)
