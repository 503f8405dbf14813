"""Security print: guilloches, line screens, microtext, rosettes and fibres in any tint."""

from __future__ import annotations

import cv2
import numpy as np

from sigverify.imaging.arrays import Floats
from sigverify.synthesis.documents.lettering import Face, printed
from sigverify.synthesis.documents.sheet import Bgr, Mask, Sheet


def tint(rng: np.random.Generator, *, strength: float) -> Bgr:
    """A printing colour; ``strength`` 0 is nearly white, 1 is full."""
    hue = rng.uniform(0, 180)
    saturation = rng.uniform(60, 230)
    pixel = np.array([[[hue, saturation, rng.uniform(90, 230)]]], np.uint8)
    blue, green, red = cv2.cvtColor(pixel, cv2.COLOR_HSV2BGR)[0, 0]
    return _towards_white((int(blue), int(green), int(red)), strength=strength)


def _towards_white(colour: Bgr, *, strength: float) -> Bgr:
    blue, green, red = (int(255 - strength * (255 - part)) for part in colour)
    return blue, green, red


def background(sheet: Sheet, *, rng: np.random.Generator, ink: Bgr, amount: float) -> None:
    """Print a security background over the whole sheet.

    Args:
        sheet: the paper.
        rng: decides the patterns.
        ink: a colour that one of the patterns may have, as some forms share a pen's colour.
        amount: 0..1, density and strength of the patterns.
    """
    _gradient(sheet, rng=rng, amount=amount)
    patterns = int(rng.integers(0, 4)) if amount > 0.1 else 0
    for _ in range(patterns):
        strength = amount * rng.uniform(0.15, 0.75)
        colour = tint(rng, strength=strength)
        if rng.random() < 0.2:
            colour = _towards_white(ink, strength=min(0.7, 1.2 * strength))
        kind = int(rng.choice(6, p=[0.32, 0.14, 0.2, 0.14, 0.1, 0.1]))
        height, width = sheet.image.shape[:2]
        if kind == 0:
            mask = waves(rng, height=height, width=width, px_per_mm=sheet.px_per_mm)
        elif kind == 1:
            mask = screen(rng, height=height, width=width, px_per_mm=sheet.px_per_mm)
        elif kind == 2:
            mask = microtext(rng, height=height, width=width, px_per_mm=sheet.px_per_mm)
        elif kind == 3:
            mask = rosettes(rng, height=height, width=width, px_per_mm=sheet.px_per_mm)
        elif kind == 4:
            mask = fibres(rng, height=height, width=width, px_per_mm=sheet.px_per_mm)
        else:
            mask = emblem(rng, height=height, width=width, px_per_mm=sheet.px_per_mm)
        sheet.ink(mask, x=0.0, y=0.0, colour=colour)


def _gradient(sheet: Sheet, *, rng: np.random.Generator, amount: float) -> None:
    """A uniform or graded tint of the paper."""
    height, width = sheet.image.shape[:2]
    first = np.array(tint(rng, strength=amount * rng.uniform(0.05, 0.45)), np.float32)
    second = first
    if rng.random() < 0.5:
        second = np.array(tint(rng, strength=amount * rng.uniform(0.05, 0.45)), np.float32)
    middle = (first + second) / 2
    grid = np.array([[first, middle, second], [middle, second, first]], np.float32)
    if rng.random() < 0.6:
        grid[1] = grid[0]
    tone = cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR)
    sheet.image[:] = (sheet.image * tone / 255.0 + 0.5).astype(np.uint8)


def waves(rng: np.random.Generator, *, height: int, width: int, px_per_mm: float) -> Mask:
    """A guilloche: a family of parallel waves, some modulated by a second wave."""
    x = (np.arange(width, dtype=np.float32) / px_per_mm)[None]
    y = (np.arange(height, dtype=np.float32) / px_per_mm)[:, None]
    period = rng.uniform(0.6, 3.0)
    swing = rng.uniform(0.5, 4.0) * np.sin(x * rng.uniform(0.02, 0.35) + rng.uniform(0, 6))
    swing = swing + rng.uniform(0.0, 2.0) * np.sin(x * rng.uniform(0.1, 0.9) + rng.uniform(0, 6))
    tall = 1.0 + rng.uniform(0.0, 0.9) * np.sin(y * rng.uniform(0.03, 0.25) + rng.uniform(0, 6))
    phase = (y + swing * tall) / period
    if rng.random() < 0.3:
        phase = phase + rng.uniform(0.5, 3.0) * np.sin(x * 0.11 + y * rng.uniform(0.02, 0.2))
    if rng.random() < 0.2:  # upright lines
        phase = (
            phase * 0.0 + (x + rng.uniform(0.5, 3) * np.sin(y * rng.uniform(0.05, 0.4))) / period
        )
    line = rng.uniform(0.08, 0.22) / period
    return _lines(phase.astype(np.float32), share=line, px=period * px_per_mm)


def screen(rng: np.random.Generator, *, height: int, width: int, px_per_mm: float) -> Mask:
    """Straight hatching or a field of dots."""
    x = (np.arange(width, dtype=np.float32) / px_per_mm)[None]
    y = (np.arange(height, dtype=np.float32) / px_per_mm)[:, None]
    period = rng.uniform(0.5, 2.0)
    angle = rng.uniform(0, np.pi)
    one = (np.cos(angle) * x + np.sin(angle) * y) / period
    lines = _lines(one, share=rng.uniform(0.12, 0.3), px=period * px_per_mm)
    if rng.random() < 0.5:
        two = (-np.sin(angle) * x + np.cos(angle) * y) / period
        lines = np.minimum(lines, _lines(two, share=0.35, px=period * px_per_mm))
    return lines


def _lines(phase: Floats, *, share: float, px: float) -> Mask:
    """Coverage of lines at integer phases, ``share`` of a period wide, edges a pixel soft."""
    away = np.abs(phase - np.floor(phase) - 0.5) * 2.0  # 1 on a line, 0 between two
    soft = max(2.0 / px, 1e-3)
    cover = np.clip((away - (1.0 - share)) / soft + 0.5, 0.0, 1.0)
    return np.asarray(cover * 255.0, dtype=np.uint8)


_WORDS = ("SECURE BANK ", "ORIGINAL DOCUMENT ", "CHEQUE ", "NORTHERN TRUST ", "VALID ", "CREDIT ")


def microtext(rng: np.random.Generator, *, height: int, width: int, px_per_mm: float) -> Mask:
    """The bank's name repeated, tiny or large, straight or slanted."""
    cap = float(rng.choice([rng.uniform(0.5, 1.2), rng.uniform(1.5, 6.0)]))
    face = Face(bold=int(rng.choice([0, 8])), slant=float(rng.choice([0.0, 0.25])))
    line = printed(str(rng.choice(_WORDS)) + "·", cap_px=max(cap * px_per_mm, 3.0), face=face)
    rows = np.flatnonzero(line.any(axis=1))
    line = line[rows[0] : rows[-1] + 1]
    if rng.random() < 0.35 and cap > 1.5:  # outlines only, as on embossed tints
        line = np.asarray(cv2.subtract(line, cv2.erode(line, np.ones((3, 3), np.uint8))), np.uint8)
    gap = np.zeros((max(int(line.shape[0] * rng.uniform(0.3, 1.6)), 1), line.shape[1]), np.uint8)
    space = np.zeros((line.shape[0] + gap.shape[0], max(round(cap * px_per_mm), 2)), np.uint8)
    tile = np.hstack((np.vstack((line, gap)), space))
    shift = int(rng.integers(0, tile.shape[1]))
    pair = np.vstack((tile, np.roll(tile, shift, axis=1)))
    times = (height // pair.shape[0] + 2, width // pair.shape[1] + 2)
    field = np.tile(pair, times)[: height + 2, : width + 2]
    lean = rng.uniform(-0.3, 0.3) if rng.random() < 0.4 else 0.0
    if lean:
        centre = (width / 2, height / 2)
        turn = cv2.getRotationMatrix2D(centre, float(np.degrees(lean)), 1.0)
        field = np.asarray(
            cv2.warpAffine(field, turn, (width, height), borderMode=cv2.BORDER_WRAP), np.uint8
        )
    return np.asarray(field[:height, :width], dtype=np.uint8)


def rosettes(rng: np.random.Generator, *, height: int, width: int, px_per_mm: float) -> Mask:
    """Hypotrochoids, as drawn by a rose engine, at a few places."""
    mask = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(1, 5))):
        petals = int(rng.integers(5, 40))
        turn = np.linspace(0, 2 * np.pi, 60 * petals, dtype=np.float32)
        size = rng.uniform(6, 28) * px_per_mm
        cx, cy = rng.uniform(0, width), rng.uniform(0, height)
        flat = rng.uniform(0.5, 1.0)
        for ring in range(int(rng.integers(2, 9))):
            depth = 0.15 + 0.07 * ring
            radius = size * (1.0 - depth + depth * np.cos(petals * turn + ring * 0.4))
            points = np.column_stack(
                (cx + radius * np.cos(turn), cy + flat * radius * np.sin(turn))
            )
            cv2.polylines(
                mask, [np.round(points * 8).astype(np.int32)], True, 255, 1, cv2.LINE_AA, 3
            )
    return mask


def fibres(rng: np.random.Generator, *, height: int, width: int, px_per_mm: float) -> Mask:
    """Short curved threads in the paper."""
    mask = np.zeros((height, width), np.uint8)
    area = height * width / px_per_mm**2
    for _ in range(int(area * rng.uniform(0.002, 0.02))):
        start = rng.uniform((0, 0), (width, height))
        steps = rng.normal(0.0, 0.5 * px_per_mm, (4, 2)) + rng.normal(0.0, 0.6 * px_per_mm, 2)
        points = start + np.cumsum(steps, axis=0)
        cv2.polylines(mask, [np.round(points * 8).astype(np.int32)], False, 255, 1, cv2.LINE_AA, 3)
    return mask


def emblem(rng: np.random.Generator, *, height: int, width: int, px_per_mm: float) -> Mask:
    """A large pale emblem: rings, a star or peaks, filled or hatched."""
    mask = np.zeros((height, width), np.uint8)
    centre = (int(rng.uniform(0.3, 0.7) * width), int(rng.uniform(0.4, 0.65) * height))
    size = int(rng.uniform(0.18, 0.42) * height)
    corners = int(rng.integers(3, 9))
    if rng.random() < 0.4:
        for radius in np.linspace(size, size * 0.3, int(rng.integers(1, 4))):
            cv2.circle(mask, centre, int(radius), 255, max(size // 9, 1), cv2.LINE_AA)
    else:
        angle = np.linspace(0, 2 * np.pi, 2 * corners, endpoint=False) - np.pi / 2
        radius = np.where(np.arange(2 * corners) % 2 == 0, size, size * rng.uniform(0.3, 0.9))
        points = np.column_stack((np.cos(angle) * radius, np.sin(angle) * radius)) + centre
        cv2.fillPoly(mask, [points.astype(np.int32)], 255, cv2.LINE_AA)
    if rng.random() < 0.5:
        hatch = screen(rng, height=height, width=width, px_per_mm=px_per_mm)
        mask = np.minimum(mask, hatch)
    return mask
