"""Kinds of signatures, each composed into a motor programme."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sigverify.synthesis.signatures.flourish import closing, knot, ring, underline, wave
from sigverify.synthesis.signatures.hand import Scribe, made_up_hand, made_up_name
from sigverify.synthesis.signatures.indic import BENGALI, DEVANAGARI
from sigverify.synthesis.signatures.programme import Programme, ProgrammeBuilder, StrokeRole

MIN_WIDTH_MM, MAX_WIDTH_MM = 18.0, 90.0
MIN_HEIGHT_MM, MAX_HEIGHT_MM = 5.0, 26.0


class Style(StrEnum):
    """A kind of signature."""

    CURSIVE = "cursive"
    INITIALS = "initials"
    SCRAWL = "scrawl"
    MONOGRAM = "monogram"
    ABSTRACT = "abstract"
    DEVANAGARI = "devanagari"
    BENGALI = "bengali"


STYLE_ODDS: dict[Style, float] = {
    Style.CURSIVE: 0.22,
    Style.INITIALS: 0.14,
    Style.SCRAWL: 0.20,
    Style.MONOGRAM: 0.08,
    Style.ABSTRACT: 0.06,
    Style.DEVANAGARI: 0.15,
    Style.BENGALI: 0.15,
}


def legibility_of(style: Style, *, rng: np.random.Generator) -> float:
    """How legible one person's signature of this kind is, 0..1."""
    low, high = {
        Style.CURSIVE: (0.45, 1.0),
        Style.INITIALS: (0.3, 1.0),
        Style.SCRAWL: (0.0, 0.5),
        Style.MONOGRAM: (0.0, 0.6),
        Style.ABSTRACT: (0.0, 0.2),
        Style.DEVANAGARI: (0.6, 1.0),
        Style.BENGALI: (0.6, 1.0),
    }[style]
    return float(rng.uniform(low, high))


def compose(style: Style, *, legibility: float, rng: np.random.Generator) -> Programme:
    """A person's programme: letters, flourishes, slant, slope and size."""
    builder = ProgrammeBuilder()
    hand = made_up_hand(rng, legibility=legibility)
    scribe = Scribe(hand, builder=builder, rng=rng)
    if style is Style.CURSIVE:
        _write_name(scribe, rng)
    elif style is Style.INITIALS:
        _write_initials(scribe, rng)
    elif style is Style.SCRAWL:
        _write_scrawl(scribe, rng)
    elif style is Style.MONOGRAM:
        _write_monogram(scribe, rng)
    elif style is Style.ABSTRACT:
        builder.next_glyph()
        for _ in range(int(rng.integers(1, 4))):
            size = rng.uniform(1.0, 2.6)
            builder.add(knot(rng, targets=int(rng.integers(5, 14)), size=size))
            builder.lift()
            builder.next_glyph()
    else:
        broader = replace(hand, width=1.15 * hand.width, spacing=abs(hand.spacing) + 0.05)
        _write_hanging(Scribe(broader, builder=builder, rng=rng), style, rng)
    indic = style in (Style.DEVANAGARI, Style.BENGALI)
    _flourish(builder, rng, odds=0.12 if indic else 0.42)
    return _laid_out(builder, rng, upright=indic)


def _capitalised(rng: np.random.Generator, letters: int) -> str:
    name = made_up_name(rng, letters=letters)
    return name[0].upper() + name[1:]


def _write_name(scribe: Scribe, rng: np.random.Generator) -> None:
    x = scribe.word(_capitalised(rng, int(rng.integers(3, 8))), x=0.0)
    form = rng.random()
    if form < 0.12:
        return
    gap = rng.uniform(0.4, 1.4)
    if form < 0.35:
        x = scribe.word(chr(65 + int(rng.integers(26))), x=x + gap)
        if rng.random() < 0.7:
            scribe.dot(x=x + 0.2)
            x += 0.6
    surname = _capitalised(rng, int(rng.integers(3, 9)))
    if rng.random() < 0.12:  # on a second line
        scribe.word(surname, x=rng.uniform(0.5, 4.0), y=-rng.uniform(2.6, 3.6))
    else:
        scribe.word(surname, x=x + gap)


def _write_initials(scribe: Scribe, rng: np.random.Generator) -> None:
    x = 0.0
    for _ in range(int(rng.choice([1, 2, 3], p=[0.5, 0.4, 0.1]))):
        x = scribe.word(chr(65 + int(rng.integers(26))), x=x)
        if rng.random() < 0.6:
            scribe.dot(x=x + 0.1)
            x += 0.5
    if rng.random() < 0.8:
        scribe.word(_capitalised(rng, int(rng.integers(3, 9))), x=x + rng.uniform(0.0, 0.8))
    else:
        scribe.builder.next_word()
        scribe.builder.next_glyph()
        scribe.builder.add(wave(rng, x=x, humps=int(rng.integers(3, 7)), decay=rng.random()))


def _write_scrawl(scribe: Scribe, rng: np.random.Generator) -> None:
    builder, x = scribe.builder, 0.0
    for part in range(int(rng.choice([1, 2], p=[0.55, 0.45]))):
        if part == 0 or rng.random() < 0.8:
            x = scribe.word(chr(65 + int(rng.integers(26))), x=x)
            x -= rng.uniform(0.0, 0.8)
        if rng.random() < 0.35:
            builder.lift()
        if rng.random() < 0.4:
            x = scribe.word(made_up_name(rng, letters=int(rng.integers(2, 6))), x=x)
            continue
        points = wave(rng, x=x, humps=int(rng.integers(2, 8)), decay=float(rng.uniform(0.0, 0.95)))
        # Each hump counts as a letter and varies on its own.
        for chunk in np.array_split(points, max(1, len(points) // 4)):
            builder.next_glyph()
            builder.add(chunk)
        x = float(builder.last[0]) + rng.uniform(0.0, 1.0)


def _write_monogram(scribe: Scribe, rng: np.random.Generator) -> None:
    builder, x = scribe.builder, 0.0
    for _ in range(int(rng.integers(1, 4))):
        start = x
        end = scribe.word(chr(65 + int(rng.integers(26))), x=x, y=rng.normal(0, 0.4))
        x = start + (end - start) * rng.uniform(0.2, 0.7)
    if rng.random() < 0.7:
        builder.next_glyph()
        if rng.random() < 0.5:
            builder.lift()
        targets = int(rng.integers(3, 8))
        points = knot(rng, targets=targets, size=rng.uniform(0.8, 2.0))
        points[:, :2] += (x, 1.0)
        builder.add(points)


def _write_hanging(scribe: Scribe, style: Style, rng: np.random.Generator) -> None:
    script = DEVANAGARI if style is Style.DEVANAGARI else BENGALI
    headline = float(rng.choice([0.0, rng.uniform(0.3, 0.9), 1.0], p=[0.15, 0.35, 0.5]))
    x = 0.0
    for _ in range(int(rng.choice([1, 2, 3], p=[0.2, 0.7, 0.1]))):
        letters = int(rng.integers(2, 6))
        x = scribe.hanging_word(script, x=x, letters=letters, headline=headline)
        x += rng.uniform(0.4, 2.6)


def _flourish(builder: ProgrammeBuilder, rng: np.random.Generator, *, odds: float) -> None:
    extent = builder.extent()
    if rng.random() < odds:
        builder.next_glyph()
        builder.resume()
        builder.add(closing(rng, start=builder.last, extent=extent))
    if rng.random() < 0.55 * odds:
        builder.run_of(underline(rng, extent=extent), role=StrokeRole.FLOURISH)
    if rng.random() < 0.18 * odds:
        builder.run_of(ring(rng, extent=extent), role=StrokeRole.FLOURISH)
    if rng.random() < 0.3 * odds:
        left, bottom, right, _ = extent
        x = rng.uniform(left, right)
        for _ in range(int(rng.integers(1, 3))):
            y = bottom - rng.uniform(0.3, 1.0)
            builder.run_of(np.array([[x, y, 1.0], [x + 0.15, y - 0.05, 1.0]]), role=StrokeRole.DOT)
            x += 0.8


def _laid_out(builder: ProgrammeBuilder, rng: np.random.Generator, *, upright: bool) -> Programme:
    """Slant, slope, a curved baseline and the size on paper."""
    slant = rng.normal(0.0, 0.1) if upright else rng.normal(0.22, 0.26)
    slope = rng.normal(0.03, 0.05) if upright else rng.normal(0.08, 0.11)
    programme = builder.build(bow=rng.normal(0.0, 0.05, builder.count))
    xy = programme.xy.copy()
    xy[:, 0] += slant * xy[:, 1]
    length = max(float(np.ptp(xy[:, 0])), 1.0)
    along = (xy[:, 0] - xy[:, 0].min()) / length
    xy[:, 1] += rng.normal(0.0, 0.15) * (1.0 - (2.0 * along - 1.0) ** 2)
    cos, sin = np.cos(slope), np.sin(slope)
    xy = xy @ np.array([[cos, sin], [-sin, cos]])

    # A hanging letter is one x-height tall; a Latin one can be two and more.
    wanted = float(rng.lognormal(np.log(5.4 if upright else 3.0), 0.28))
    scale = _fitting_scale(xy, wanted)
    return programme.moved(xy).scaled(scale)


def _fitting_scale(xy: NDArray[np.float64], wanted: float) -> float:
    """Millimetres per x-height that give the signature a usual size."""
    width, height = np.ptp(xy[:, 0]), np.ptp(xy[:, 1])
    largest = min(MAX_WIDTH_MM / width, MAX_HEIGHT_MM / height)
    smallest = min(max(MIN_WIDTH_MM / width, MIN_HEIGHT_MM / height), largest)
    return float(np.clip(wanted, smallest, largest))
