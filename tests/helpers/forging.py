"""What a forger with a specimen before him makes of it: copies that are bent, traced or joined.

Each function takes grey scans (0 = black, 255 = white) and gives a grey picture on white paper.
`MEDIA` makes what reaches the bank of that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.registration import (
    CANVAS,
    distance_and_slope,
    lines_on_canvas,
    moved_canvas,
    register,
)
from sigverify.imaging.skeleton import thin
from sigverify.synthesis.documents.capture import Capture, capture, part_around
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.signatures.pen import random_pen, unevenly_inked
from sigverify.terms import Box
from tests.helpers.rescans import rescan

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]


class Arrived(NamedTuple):
    """What reaches the bank: a grey or BGR image, and the signature's box on a cheque."""

    image: Image
    box: Box | None = None


Forger = Callable[[list[Image], np.random.Generator], Image]
Medium = Callable[[Image, np.random.Generator], Arrived]

# The paper around a drawn copy, as a share of the width.
_ROOM = 0.08
# The resolution of public sets; nobody pays a faxed cheque, and a page is an ordinary scan.
_INK_DPI = 300.0
_CAPTURES = [kind for kind in Capture if kind not in (Capture.PAGE, Capture.FAX)]
# Two specimens are blended where their lines are this near, in pixels of the canvas.
_BLENDED_PX = 12.0


def bent(share: float) -> Forger:
    """A copy bent like rubber: by this share of its width at most, smoothly and at random."""

    def make(specimens: list[Image], rng: np.random.Generator) -> Image:
        grey = _with_room(specimens[0])
        return _warped(grey, *_smooth_field(grey.shape, rng, reach=0.12, most=share))

    return make


def waved(share: float) -> Forger:
    """A copy bent in waves of this share of its width, two or three of them along it."""

    def make(specimens: list[Image], rng: np.random.Generator) -> Image:
        grey = _with_room(specimens[0])
        height, width = grey.shape
        y, x = np.mgrid[:height, :width].astype(np.float32)
        length = width / rng.uniform(2, 3)
        phases = rng.uniform(0, 2 * np.pi, 2)
        across = share * width * np.sin(2 * np.pi * y / length + phases[0])
        down = share * width * np.sin(2 * np.pi * x / length + phases[1])
        return _warped(grey, across, down)

    return make


def traced(share: float, *, reach: float = 0.03) -> Forger:
    """A tracing: the centre line with a hand's jitter, drawn with a pen of constant width.

    Args:
        share: the greatest jitter as a share of the width.
        reach: how far along the line the jitter is the same, as a share of the width.
    """

    def make(specimens: list[Image], rng: np.random.Generator) -> Image:
        ink = clean_crop(_with_room(specimens[0]))
        pen = _pen_width(ink)
        line = thin((ink >= 128).astype(np.uint8))
        across, down = _smooth_field(line.shape, rng, reach=reach, most=share)
        return _drawn(line, across, down, pen=pen)

    return make


def freehand(share: float, *, reach: float = 0.03) -> Forger:
    """A tracing whose jitter is that of each stroke by itself, everywhere as wide as the specimen.

    Args:
        share: the greatest jitter as a share of the width.
        reach: how far along the line the jitter is the same, as a share of the width.
    """

    def make(specimens: list[Image], rng: np.random.Generator) -> Image:
        ink = clean_crop(_with_room(specimens[0]))
        mask = (ink >= 128).astype(np.uint8)
        line = thin(mask)
        jitter = _along_lines(line, rng, reach=reach * line.shape[1])
        jitter *= share * line.shape[1] / np.hypot(*jitter).max()
        fields = np.zeros((2, *line.shape), np.float32)
        fields[:, line > 0] = jitter
        away = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        return _drawn(line, fields[0], fields[1], pen=np.asarray(2 * away, np.float32))

    return make


def lightboxed(specimens: list[Image], rng: np.random.Generator) -> Image:
    """A practised hand's tracing: 2 % of jitter, and everywhere as wide as the specimen's line."""
    ink = clean_crop(_with_room(specimens[0]))
    mask = (ink >= 128).astype(np.uint8)
    line = thin(mask)
    across, down = _smooth_field(line.shape, rng, reach=0.03, most=0.02)
    away = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return _drawn(line, across, down, pen=np.asarray(2 * away, np.float32))


def blended(specimens: list[Image], rng: np.random.Generator) -> Image:
    """A line halfway between two specimens, wherever they are near each other."""
    inks = [normalize_ink(clean_crop(grey), CANVAS) for grey in specimens[:2]]
    first, second = map(lines_on_canvas, inks)
    laid = lines_on_canvas(moved_canvas(inks[1], register(second, first).matrix))
    distance, along, steep = distance_and_slope(laid, first.points)
    columns, rows = first.points.astype(np.intp)
    reached = distance < _BLENDED_PX
    fields = []
    for value in (np.ones_like(distance), distance * along / 2, distance * steep / 2):
        field = np.zeros(inks[0].shape, np.float32)
        field[rows[reached], columns[reached]] = value[reached]
        fields.append(cv2.GaussianBlur(field, (0, 0), _BLENDED_PX / 2))
    weight = np.maximum(fields[0], 1e-6)
    return _on_paper(255 - _warped(255 - inks[0], fields[1] / weight, fields[2] / weight))


def plotted(specimens: list[Image], rng: np.random.Generator) -> Image:
    """A plotter's copy: the smoothed centre line, slightly bent, of one width and darkness."""
    ink = clean_crop(_with_room(specimens[0]))
    pen = _pen_width(ink)
    smooth = cv2.GaussianBlur(ink, (0, 0), 0.5 * pen)
    line = thin((smooth >= 110).astype(np.uint8))
    across, down = _smooth_field(line.shape, rng, reach=0.15, most=0.01)
    return _drawn(line, across, down, pen=pen)


def spliced(*, moved: float = 0.0, pieces: int = 2) -> Forger:
    """Pieces of several specimens, each laid on the first and cut along upright lines.

    Args:
        moved: each further piece is shifted by up to this share of the width.
        pieces: how many, of as many specimens.
    """

    def make(specimens: list[Image], rng: np.random.Generator) -> Image:
        inks = [normalize_ink(clean_crop(grey), CANVAS) for grey in specimens[:pieces]]
        lines = [lines_on_canvas(ink) for ink in inks]
        height, width = inks[0].shape
        laid = [inks[0]]
        for ink, line in zip(inks[1:], lines[1:], strict=True):
            matrix = register(line, lines[0]).matrix
            # No change of size: the forger cuts and pastes, and turns the piece a little.
            shift = rng.uniform(-1, 1, 2) * [moved * width, 0.5 * moved * width]
            placed = np.column_stack([matrix[:, :2], matrix[:, 2] + shift])
            laid.append(np.asarray(cv2.warpAffine(ink, placed, (width, height)), np.uint8))
        columns = np.flatnonzero(inks[0].any(axis=0))
        cuts = np.linspace(columns[0], columns[-1], pieces + 1).astype(int)[1:-1]
        joined = np.zeros_like(inks[0])
        for piece, part in zip(laid, np.split(np.arange(width), cuts), strict=True):
            joined[:, part] = piece[:, part]
        return _on_paper(joined)

    return make


def photocopied(specimens: list[Image], rng: np.random.Generator) -> Image:
    """A plain copy."""
    return specimens[0]


ATTACKS: dict[str, Forger] = {
    "photocopy": photocopied,
    "bent 0.5 %": bent(0.005),
    "bent 1 %": bent(0.01),
    "bent 2 %": bent(0.02),
    "bent 3 %": bent(0.03),
    "waves 1 %": waved(0.01),
    "waves 2 %": waved(0.02),
    "traced, jitter 1 %": traced(0.01),
    "traced, jitter 2 %": traced(0.02),
    "traced, jitter 3 %": traced(0.03),
    "lightbox": lightboxed,
    "freehand, jitter 1 %": freehand(0.01),
    "freehand, jitter 2 %": freehand(0.02),
    "blend of two": blended,
    "plotted": plotted,
    "two halves": spliced(),
    "two halves, moved": spliced(moved=0.04),
    "three parts": spliced(pieces=3),
}


def as_made(grey: Image, rng: np.random.Generator) -> Arrived:
    """The forger's own file."""
    return Arrived(grey)


def rescanned(grey: Image, rng: np.random.Generator) -> Arrived:
    """A scan of a print."""
    return Arrived(rescan(grey, rng))


def on_cheque(grey: Image, rng: np.random.Generator) -> Arrived:
    """On a made-up cheque, captured in one of the usual ways; the box is known."""
    ink = clean_crop(grey)
    while True:
        uneven = unevenly_inked(ink, pen=random_pen(rng), dpi=_INK_DPI, rng=rng)
        try:
            flat = compose_cheque(rng, signatures=[uneven], dpi=float(rng.choice((200, 300))))
            kind = _CAPTURES[int(rng.integers(len(_CAPTURES)))]
            cheque = capture(part_around(flat, 0, reach=0.7), rng, kind=kind)
        except ValueError:  # the signature left the sheet
            continue
        return Arrived(cheque.image, cheque.boxes[0])


def photographed(grey: Image, rng: np.random.Generator) -> Arrived:
    """A photograph of a print: perspective, uneven light, blur, noise, JPEG."""
    room = round(0.1 * grey.shape[1])
    wide = cv2.copyMakeBorder(grey, *(room,) * 4, cv2.BORDER_CONSTANT, value=int(np.median(grey)))
    tall, broad = wide.shape
    corners = np.array([[0, 0], [broad, 0], [broad, tall], [0, tall]], np.float32)
    away = rng.uniform(-0.03, 0.03, (4, 2)) * [broad, tall]
    matrix = cv2.getPerspectiveTransform(corners, (corners + away).astype(np.float32))
    seen = cv2.warpPerspective(wide, matrix, (broad, tall), borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.5, 1.2)).astype(np.float32)
    y, x = np.mgrid[:tall, :broad].astype(np.float32)
    slope = rng.uniform(-0.25, 0.25, 2)
    light = 0.85 + slope[0] * (x / broad - 0.5) + slope[1] * (y / tall - 0.5)
    noisy = soft * light + rng.normal(0, rng.uniform(1, 5), soft.shape)
    picture = np.clip(noisy, 0, 255).astype(np.uint8)
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 95))])[1]
    decoded = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    assert decoded is not None
    return Arrived(np.asarray(decoded, dtype=np.uint8))


MEDIA: dict[str, Medium] = {
    "file": as_made,
    "re-scanned": rescanned,
    "photograph": photographed,
    "cheque": on_cheque,
}


def _on_paper(ink: Image) -> Image:
    """An ink (255 = ink) as a grey picture of twice the size."""
    paper = cv2.copyMakeBorder(255 - ink, *(12,) * 4, cv2.BORDER_CONSTANT, value=255)
    larger = cv2.resize(paper, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger, dtype=np.uint8)


def _with_room(grey: Image) -> Image:
    room = round(_ROOM * grey.shape[1])
    paper = int(np.median(grey))
    return np.asarray(
        cv2.copyMakeBorder(grey, *(room,) * 4, cv2.BORDER_CONSTANT, value=paper), np.uint8
    )


def _smooth_field(
    shape: tuple[int, ...], rng: np.random.Generator, *, reach: float, most: float
) -> tuple[Floats, Floats]:
    """Smooth random shifts across and down, the greatest of them a share of the width."""
    height, width = shape
    fields = []
    for _ in range(2):
        noise = rng.normal(size=(height, width)).astype(np.float32)
        smooth = cv2.GaussianBlur(noise, (0, 0), reach * width, borderType=cv2.BORDER_REFLECT)
        fields.append(smooth)
    greatest = float(np.hypot(*fields).max())
    across, down = (field * np.float32(most * width / greatest) for field in fields)
    return across, down


def _along_lines(line: Image, rng: np.random.Generator, *, reach: float) -> NDArray[np.float64]:
    """(2, n) noise on the pixels of a line, smooth along it and not from stroke to stroke.

    Args:
        line: (H, W) 1 = a pixel of the line; the result is in the order of its rows.
        reach: the noise is the same over about so many pixels.
    """
    number = np.full((line.shape[0] + 2, line.shape[1] + 2), -1)
    place = np.argwhere(line) + 1
    number[place[:, 0], place[:, 1]] = np.arange(len(place))
    neighbours = np.array([[row, column] for row in (-1, 0, 1) for column in (-1, 0, 1)])
    beside = np.stack([number[tuple((place + step).T)] for step in neighbours])
    there = beside >= 0
    values = rng.normal(size=(2, len(place)))
    # Heat spreads by the root of two thirds of the number of steps.
    for _ in range(round(1.5 * reach**2)):
        values = (values[:, beside] * there).sum(axis=1) / there.sum(axis=0)
    # What is far apart on the line had different noise; what is left is made equally strong.
    values -= values.mean(axis=1, keepdims=True)
    return values


def _warped(grey: Image, across: NDArray[np.floating], down: NDArray[np.floating]) -> Image:
    height, width = grey.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return np.asarray(
        cv2.remap(
            grey,
            (x + across).astype(np.float32),
            (y + down).astype(np.float32),
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def _pen_width(ink: Image) -> float:
    """The mean width of the strokes in pixels."""
    mask = (ink >= 128).astype(np.uint8)
    return float(mask.sum() / max(thin(mask).sum(), 1))


def _drawn(line: Image, across: Floats, down: Floats, *, pen: float | Floats) -> Image:
    """The line drawn with a pen of one width, or of one at each place, its points shifted."""
    # At three times the size, so that the pen may be any share of a pixel wide.
    times = 3
    height, width = line.shape
    paper = np.full((height * times, width * times), 255, np.uint8)
    place = np.argwhere(line)
    moved = np.stack(
        [
            place[:, 1] + across[place[:, 0], place[:, 1]],
            place[:, 0] + down[place[:, 0], place[:, 1]],
        ],
        axis=1,
    )
    at = {(int(row), int(column)): number for number, (row, column) in enumerate(place)}
    points = np.round((moved + 0.5) * times * 16).astype(int)
    widths = pen[line > 0] if isinstance(pen, np.ndarray) else np.full(len(place), pen)
    thickness = np.maximum(1, np.round(widths * times)).astype(int).tolist()
    for (row, column), number in at.items():
        start = tuple(points[number].tolist())
        thick = thickness[number]
        cv2.line(paper, start, start, 20, thick, cv2.LINE_AA, 4)
        for other in ((0, 1), (1, -1), (1, 0), (1, 1)):
            following = at.get((row + other[0], column + other[1]))
            if following is not None:
                end = tuple(points[following].tolist())
                cv2.line(paper, start, end, 20, thick, cv2.LINE_AA, 4)
    small = cv2.resize(paper, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)
