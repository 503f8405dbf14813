"""Deviations of writing from its programme: by target, letter, run and word, and as a whole.

Genuine variation and imitation use the same functions with different amounts. Amounts are
standard deviations in x-heights (or fractions of a size) unless stated otherwise.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sigverify.synthesis.signatures.programme import Programme, StrokeRole


def jitter_targets(programme: Programme, *, amount: float, rng: np.random.Generator) -> Programme:
    """Move each target a little, with correlated moves of neighbours."""
    count = len(programme)
    own = rng.normal(0.0, 1.0, (count, 2))
    shared = own.copy()
    shared[1:] += own[:-1]
    shared[:-1] += own[1:]
    noise = (0.75 * own + 0.4 * shared) * amount * programme.x_height
    return programme.moved(programme.xy + noise)


def jitter_letters(
    programme: Programme,
    *,
    shift: float,
    scale: float,
    spacing: float,
    rng: np.random.Generator,
) -> Programme:
    """Shift and stretch each letter and vary the gaps between letters along the line."""
    glyph = programme.glyph
    count = int(glyph.max()) + 1
    members = np.maximum(np.bincount(glyph, minlength=count), 1)
    sums = [np.bincount(glyph, programme.xy[:, axis], minlength=count) for axis in (0, 1)]
    centres = np.column_stack(sums) / members[:, None]
    factors = np.exp(rng.normal(0.0, scale, (count, 2)))
    moves = rng.normal(0.0, shift, (count, 2))
    # Ordered along the line, not by time: a dot set at the end stays over its letter.
    order = np.argsort(centres[:, 0], kind="stable")
    drift = np.empty(count)
    drift[order] = np.cumsum(rng.normal(0.0, spacing, count))
    moves[:, 0] += drift - drift.mean()
    xy = centres[glyph] + (programme.xy - centres[glyph]) * factors[glyph]
    return programme.moved(xy + moves[glyph] * programme.x_height)


def jitter_runs(programme: Programme, *, amount: float, rng: np.random.Generator) -> Programme:
    """Move dots, crosses, headlines and flourishes, which are placed less precisely."""
    runs = np.array([where.start for where in programme.run_slices()])
    number = np.searchsorted(runs, np.arange(len(programme)), side="right") - 1
    moves = rng.normal(0.0, amount, (len(runs), 2))
    freedom = np.array([0.0, 1.0, 0.6, 0.4, 1.6])  # by role
    weight = freedom[programme.role] * programme.x_height
    return programme.moved(programme.xy + moves[number] * weight[:, None])


def jitter_words(programme: Programme, *, amount: float, rng: np.random.Generator) -> Programme:
    """Move and stretch each word; ``amount`` is in x-heights for moves, a tenth of it for size."""
    xy = programme.xy.copy()
    for word in np.unique(programme.word):
        members = programme.word == word
        centre = xy[members].mean(axis=0)
        factor = np.exp(rng.normal(0.0, 0.1 * amount, 2))
        move = rng.normal(0.0, amount, 2) * (1.0, 0.5) * programme.x_height
        xy[members] = centre + (xy[members] - centre) * factor + move
    return programme.moved(xy)


def reshape(
    programme: Programme,
    *,
    size: float,
    aspect: float,
    slant: float,
    slope: float,
    bend: float,
    rng: np.random.Generator,
) -> Programme:
    """Change the signature as a whole.

    Size and aspect are fractions, slant and slope radians, bend x-heights. The bend is a slow
    wave of the baseline and of the spacing along the signature.
    """
    xy = programme.xy - programme.xy.mean(axis=0)
    grow = np.exp(rng.normal(0.0, size))
    stretch = np.exp(rng.normal(0.0, aspect))
    xy = xy * (grow * stretch, grow / stretch)
    xy[:, 0] += rng.normal(0.0, slant) * xy[:, 1]
    length = max(float(np.ptp(xy[:, 0])), 1e-6)
    along = xy[:, 0] / length
    for axis in (0, 1):
        wave = np.sin(np.pi * along * rng.uniform(1.0, 3.0) + rng.uniform(0.0, 2.0 * np.pi))
        xy[:, axis] += rng.normal(0.0, bend) * programme.x_height * wave
    angle = rng.normal(0.0, slope)
    cos, sin = np.cos(angle), np.sin(angle)
    return programme.moved(xy @ np.array([[cos, sin], [-sin, cos]]))


def drop_marks(programme: Programme, *, chance: float, rng: np.random.Generator) -> Programme:
    """Leave out a dot or a cross now and then."""
    keep = np.ones(len(programme), dtype=np.bool_)
    for where in programme.run_slices():
        if (
            programme.role[where.start] in (StrokeRole.DOT, StrokeRole.CROSS)
            and rng.random() < chance
        ):
            keep[where] = False
    return programme.kept(keep) if keep.any() else programme


def shorten_end(programme: Programme, *, chance: float, rng: np.random.Generator) -> Programme:
    """Leave out the last target of the last long run of the body now and then."""
    if rng.random() >= chance:
        return programme
    long_runs = [
        where
        for where in programme.run_slices()
        if programme.role[where.start] in (StrokeRole.BODY, StrokeRole.FLOURISH)
        and where.stop - where.start > 5
    ]
    if not long_runs:
        return programme
    keep = np.ones(len(programme), dtype=np.bool_)
    keep[long_runs[-1].stop - 1] = False
    return programme.kept(keep)


def change_lifts(
    programme: Programme, *, lift: float, join: float, rng: np.random.Generator
) -> Programme:
    """Lift the pen between some letters and join others; probabilities per place.

    A lift can happen where a letter begins inside a run; a join connects two neighbouring runs of
    the body of one word.
    """
    starts = np.zeros(len(programme), dtype=np.bool_)
    run_begins = np.append(True, np.diff(programme.run) != 0)
    new_letter = np.append(False, np.diff(programme.glyph) != 0)
    body = programme.role == StrokeRole.BODY
    same_word = np.append(False, np.diff(programme.word) == 0)
    draw = rng.random(len(programme))
    step = np.append(0.0, np.hypot(*np.diff(programme.xy, axis=0).T))
    near = step < 1.2 * programme.x_height
    starts |= run_begins
    starts |= ~run_begins & new_letter & body & (draw < lift)
    joined = run_begins & body & np.append(False, body[:-1]) & same_word & near & (draw < join)
    starts &= ~joined
    starts[0] = True
    run = np.cumsum(starts) - 1
    return replace(programme, run=run)
