"""A made-up person and the genuine signatures that this person writes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sigverify.synthesis.signatures.kinematics import Motion, Trajectory, trace
from sigverify.synthesis.signatures.programme import Programme
from sigverify.synthesis.signatures.styles import STYLE_ODDS, Style, compose, legibility_of
from sigverify.synthesis.signatures.variation import (
    change_lifts,
    drop_marks,
    jitter_letters,
    jitter_runs,
    jitter_targets,
    jitter_words,
    reshape,
    shorten_end,
)


@dataclass(frozen=True, slots=True)
class Signer:
    """A made-up person.

    Attributes:
        style: the kind of the person's signature.
        programme: the learnt motor programme.
        motion: how the hand moves.
        looseness: the person's own scale of variation, 1 = average.
    """

    style: Style
    programme: Programme
    motion: Motion
    looseness: float

    def write(self, rng: np.random.Generator, *, variation: float = 1.0) -> Trajectory:
        """Write one signature.

        Args:
            rng: decides this signature; the same state gives the same signature.
            variation: scale of the natural variation; 0 repeats the programme itself.
        """
        return trace(
            varied(self, rng, variation=variation),
            motion=_this_time(self.motion, variation=variation, rng=rng),
            rng=rng,
        )


def make_signer(rng: np.random.Generator, *, style: Style | None = None) -> Signer:
    """A made-up person whose signature is of the given kind, or of a random one."""
    if style is None:
        odds = np.array(list(STYLE_ODDS.values()))
        style = list(STYLE_ODDS)[int(rng.choice(len(odds), p=odds / odds.sum()))]
    legibility = legibility_of(style, rng=rng)
    programme = compose(style, legibility=legibility, rng=rng)
    hanging = style in (Style.DEVANAGARI, Style.BENGALI)
    motion = Motion(
        fluency=float(rng.uniform(0.15, 0.65) if hanging else rng.uniform(0.35, 0.95)),
        stroke_s=float(rng.uniform(0.12, 0.24)),
        pressure=float(rng.uniform(0.5, 0.75)),
        contrast=float(rng.uniform(0.15, 0.55)),
        taper_in_mm=float(rng.uniform(0.0, 1.0)),
        taper_out_mm=float(rng.uniform(0.2, 2.5)),
        tremor_mm=float(rng.uniform(0.005, 0.03)),
    )
    looseness = float((0.9 if hanging else 1.15) * rng.lognormal(0.0, 0.3))
    return Signer(style=style, programme=programme, motion=motion, looseness=looseness)


def varied(signer: Signer, rng: np.random.Generator, *, variation: float) -> Programme:
    """The programme with the natural variation of one signature."""
    amount = variation * signer.looseness
    programme = drop_marks(signer.programme, chance=min(0.05 * amount, 0.3), rng=rng)
    programme = shorten_end(programme, chance=min(0.08 * amount, 0.4), rng=rng)
    programme = change_lifts(
        programme, lift=min(0.02 * amount, 0.2), join=min(0.04 * amount, 0.2), rng=rng
    )
    programme = jitter_letters(
        programme, shift=0.06 * amount, scale=0.07 * amount, spacing=0.06 * amount, rng=rng
    )
    programme = jitter_words(programme, amount=0.22 * amount, rng=rng)
    programme = jitter_runs(programme, amount=0.22 * amount, rng=rng)
    programme = jitter_targets(programme, amount=0.07 * amount, rng=rng)
    bow = programme.bow + rng.normal(0.0, 0.025 * amount, len(programme))
    programme = replace(programme, bow=bow)
    return reshape(
        programme,
        size=0.06 * amount,
        aspect=0.035 * amount,
        slant=0.05 * amount,
        slope=0.03 * amount,
        bend=0.12 * amount,
        rng=rng,
    )


def _this_time(motion: Motion, *, variation: float, rng: np.random.Generator) -> Motion:
    """The motion with slightly changed speed, smoothness and pressure."""
    return replace(
        motion,
        fluency=float(np.clip(motion.fluency + rng.normal(0.0, 0.06 * variation), 0.0, 1.0)),
        stroke_s=float(motion.stroke_s * np.exp(rng.normal(0.0, 0.1 * variation))),
        pressure=float(np.clip(motion.pressure + rng.normal(0.0, 0.05 * variation), 0.3, 0.9)),
    )
