"""Skilled imitations: the signer's shape, drawn with the habits of another hand.

Modelled on the signs that document examiners look for (line quality, proportions, hesitation,
blunt starts and ends, changed pen lifts, even pressure; e.g. ENFSI-BPM-FHX-01): the imitator has
seen specimens and keeps the global shape, but draws it more slowly, with another roundness and
with bends in slightly different places.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sigverify.synthesis.signatures.kinematics import Motion, Trajectory, trace
from sigverify.synthesis.signatures.programme import Programme, StrokeRole
from sigverify.synthesis.signatures.signer import Signer, varied
from sigverify.synthesis.signatures.variation import (
    change_lifts,
    drop_marks,
    jitter_letters,
    jitter_runs,
    jitter_targets,
    jitter_words,
    reshape,
)


def imitate(signer: Signer, rng: np.random.Generator, *, skill: float) -> Trajectory:
    """Imitate a signature after one specimen of the signer.

    Args:
        signer: the person whose signature is imitated.
        rng: decides the imitator, the specimen and the result.
        skill: 0 (first try after a glance) .. 1 (long practice). With values drawn uniformly from
            0.1..0.9, imitations are about as far from genuine signatures as the forgeries of
            public data sets.

    Raises:
        ValueError: ``skill`` is outside 0..1.
    """
    if not 0.0 <= skill <= 1.0:
        raise ValueError(f"skill must lie in 0..1, not {skill}")
    clumsy = 1.0 - skill
    seen = varied(signer, rng, variation=0.6)
    programme = _misread(seen, clumsy=clumsy, rng=rng)
    programme = drop_marks(programme, chance=0.03 + 0.1 * clumsy, rng=rng)
    programme = change_lifts(
        programme, lift=0.03 + 0.15 * clumsy, join=0.04 + 0.10 * clumsy, rng=rng
    )
    programme = jitter_letters(
        programme,
        shift=0.06 + 0.10 * clumsy,
        scale=0.08 + 0.14 * clumsy,
        spacing=0.06 + 0.08 * clumsy,
        rng=rng,
    )
    programme = jitter_words(programme, amount=0.2 + 0.3 * clumsy, rng=rng)
    programme = jitter_runs(programme, amount=0.2 + 0.25 * clumsy, rng=rng)
    programme = jitter_targets(programme, amount=0.07 + 0.09 * clumsy, rng=rng)
    habit = rng.normal(0.0, 0.03 + 0.06 * clumsy)
    bow = programme.bow + rng.normal(habit, 0.03 + 0.05 * clumsy, len(programme))
    programme = reshape(
        replace(programme, bow=bow),
        size=0.06 + 0.06 * clumsy,
        aspect=0.04 + 0.06 * clumsy,
        slant=0.06 + 0.12 * clumsy,
        slope=0.03 + 0.03 * clumsy,
        bend=0.12 + 0.2 * clumsy,
        rng=rng,
    )
    return trace(programme, motion=_drawing_hand(signer.motion, clumsy=clumsy, rng=rng), rng=rng)


def _misread(programme: Programme, *, clumsy: float, rng: np.random.Generator) -> Programme:
    """Mistake some turns for corners and some corners for turns, and miss some turns."""
    draw = rng.random(len(programme))
    inner = np.zeros(len(programme), dtype=np.bool_)
    for where in programme.run_slices():
        if programme.role[where.start] in (StrokeRole.BODY, StrokeRole.FLOURISH):
            inner[where.start + 1 : where.stop - 1] = True
    # Corners are smoothed more often than loops get a corner, which would be noticed.
    chance = np.where(programme.rest, 0.06 + 0.2 * clumsy, 0.02 + 0.1 * clumsy)
    missed = inner & ~programme.rest & (rng.random(len(programme)) < 0.02 + 0.08 * clumsy)
    return replace(programme, rest=programme.rest ^ (inner & (draw < chance))).kept(~missed)


def _drawing_hand(own: Motion, *, clumsy: float, rng: np.random.Generator) -> Motion:
    """How the imitator's hand moves: it draws slowly where the signer writes."""
    slow = 1.3 + rng.uniform(0.2, 1.6) * (0.4 + clumsy)
    other_fluency = rng.uniform(0.2, 0.9)
    weight = 0.25 + 0.35 * clumsy
    fluency = (1 - weight) * own.fluency + weight * other_fluency - rng.uniform(0.0, 0.25) * clumsy
    return Motion(
        fluency=float(np.clip(fluency, 0.0, 1.0)),
        stroke_s=own.stroke_s * slow,
        pressure=float(np.clip(own.pressure + rng.normal(0.04, 0.08), 0.35, 0.9)),
        contrast=own.contrast * rng.uniform(0.2, 0.9),
        taper_in_mm=own.taper_in_mm * rng.uniform(0.0, 0.7),
        taper_out_mm=own.taper_out_mm * rng.uniform(0.0, 0.7),
        tremor_mm=float(own.tremor_mm + rng.uniform(0.0, 0.07) * (0.25 + clumsy)),
    )
