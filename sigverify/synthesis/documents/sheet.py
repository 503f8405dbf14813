"""A sheet of paper to print and write on, in millimetres from the top left."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image
from sigverify.synthesis.documents.lettering import BASELINE, Face, printed
from sigverify.synthesis.signatures.pen import MM_PER_INCH

Bgr = tuple[int, int, int]
Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Paper with everything printed and written on it.

    Attributes:
        image: (H, W, 3) uint8 BGR; printing changes it in place.
        dpi: pixels per inch.
    """

    image: Image
    dpi: float

    @property
    def px_per_mm(self) -> float:
        """Pixels per millimetre."""
        return self.dpi / MM_PER_INCH

    @property
    def width_mm(self) -> float:
        """The sheet's width."""
        return float(self.image.shape[1] / self.px_per_mm)

    @property
    def height_mm(self) -> float:
        """The sheet's height."""
        return float(self.image.shape[0] / self.px_per_mm)

    def ink(self, mask: Mask, *, x: float, y: float, colour: Bgr) -> None:
        """Apply ink to the sheet as a dye: the colours multiply.

        Args:
            mask: (h, w) uint8 coverage with its top left corner at (x, y).
            x: millimetres; anything beyond the sheet is lost.
            y: millimetres.
            colour: blue, green, red of full ink on white.
        """
        place = self._place(mask, self.image, x=x, y=y)
        if place is None:
            return
        window, cover = place
        keep = 255 - cover[:, :, None] * ((255.0 - np.array(colour, np.float32)) / 255.0)
        window[:] = (window * keep.astype(np.float32) / 255.0 + 0.5).astype(np.uint8)

    def paint(self, mask: Mask, *, x: float, y: float, colour: Bgr) -> None:
        """Apply opaque colour, as of a label or of white print on a tint."""
        place = self._place(mask, self.image, x=x, y=y)
        if place is None:
            return
        window, cover = place
        part = cover[:, :, None].astype(np.float32) / 255.0
        window[:] = (window * (1 - part) + np.array(colour, np.float32) * part + 0.5).astype(
            np.uint8
        )

    def note(self, mask: Mask, *, x: float, y: float, onto: Mask) -> None:
        """Add a mask at (x, y) to ``onto``, (H, W) uint8 of the sheet's size."""
        place = self._place(mask, onto, x=x, y=y)
        if place is not None:
            window, cover = place
            np.maximum(window, cover, out=window)

    def text(
        self,
        text: str,
        *,
        x: float,
        y: float,
        cap: float,
        face: Face,
        colour: Bgr,
        anchor: float = 0.0,
        max_width_mm: float | None = None,
    ) -> float:
        """Print a line of type and return its width in mm.

        Args:
            text: what to print.
            x: position of the line's ``anchor`` (0 left end, 0.5 middle, 1 right end).
            y: the baseline.
            cap: cap height in mm.
            face: the type face.
            colour: its colour.
            anchor: see ``x``.
            max_width_mm: the line is condensed to this width if it is longer.
        """
        mask = printed(text, cap_px=max(cap * self.px_per_mm, 2.0), face=face)
        if max_width_mm is not None and mask.shape[1] > max_width_mm * self.px_per_mm:
            size = (max(int(max_width_mm * self.px_per_mm), 1), mask.shape[0])
            mask = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8)
        width = mask.shape[1] / self.px_per_mm
        top = y - BASELINE * mask.shape[0] / self.px_per_mm
        self.ink(mask, x=x - anchor * width, y=top, colour=colour)
        return float(width)

    def rule(
        self,
        *,
        x: float,
        y: float,
        length: float,
        thick: float,
        colour: Bgr,
        dots: float = 0.0,
    ) -> None:
        """A horizontal rule from (x, y); with ``dots`` > 0 a dotted one with that period in mm."""
        mask = np.full(self._size(length, thick), 255, np.uint8)
        if dots > 0.0:
            phase = np.arange(mask.shape[1]) / self.px_per_mm / dots % 1.0
            mask[:, phase > 0.5] = 0
        self.ink(mask, x=x, y=y, colour=colour)

    def frame(self, *, x: float, y: float, w: float, h: float, thick: float, colour: Bgr) -> None:
        """The outline of a rectangle."""
        height, width = self._size(w, h)
        mask = np.full((height, width), 255, np.uint8)
        edge = max(round(thick * self.px_per_mm), 1)
        mask[edge:-edge, edge:-edge] = 0
        self.ink(mask, x=x, y=y, colour=colour)

    def field(self, *, x: float, y: float, w: float, h: float, colour: Bgr) -> None:
        """A rectangle of opaque colour."""
        self.paint(np.full(self._size(w, h), 255, np.uint8), x=x, y=y, colour=colour)

    def _size(self, w: float, h: float) -> tuple[int, int]:
        return max(round(h * self.px_per_mm), 1), max(round(w * self.px_per_mm), 1)

    def _place(self, mask: Mask, image: Image, *, x: float, y: float) -> tuple[Image, Mask] | None:
        """The part of an image under a mask and the part of the mask on the image."""
        left, top = round(x * self.px_per_mm), round(y * self.px_per_mm)
        height, width = image.shape[:2]
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + mask.shape[1], width), min(top + mask.shape[0], height)
        if x0 >= x1 or y0 >= y1:
            return None
        return image[y0:y1, x0:x1], mask[y0 - top : y1 - top, x0 - left : x1 - left]


def blank_sheet(*, width_mm: float, height_mm: float, dpi: float, colour: Bgr) -> Sheet:
    """An empty sheet of one colour."""
    size = (round(height_mm * dpi / MM_PER_INCH), round(width_mm * dpi / MM_PER_INCH), 3)
    image = np.empty(size, np.uint8)
    image[:] = colour
    return Sheet(image=image, dpi=dpi)
