"""Handwriting that is not a signature: payees, amounts and dates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sigverify.synthesis.signatures.hand import Hand, Scribe, made_up_hand, made_up_name
from sigverify.synthesis.signatures.kinematics import Motion, Trajectory, trace
from sigverify.synthesis.signatures.pen import Pen, random_pen
from sigverify.synthesis.signatures.programme import ProgrammeBuilder
from sigverify.synthesis.signatures.variation import jitter_letters, jitter_targets, reshape

# fmt: off
_ONES = (
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen",
    "Nineteen",
)
_TENS = (
    "", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Writer:
    """The person who fills in a form.

    Attributes:
        hand: proportions of the letters.
        motion: how the hand moves.
        slant: shift of x per unit of y upwards.
        capitals: the person writes names and amounts in capitals.
        pen: the pen.
    """

    hand: Hand
    motion: Motion
    slant: float
    capitals: bool
    pen: Pen


def made_up_writer(rng: np.random.Generator) -> Writer:
    """A person with legible handwriting."""
    hand = made_up_hand(rng, legibility=float(rng.uniform(0.75, 1.0)))
    pen = random_pen(rng)
    return Writer(
        hand=replace(
            hand,
            simplify=0.0,
            decay=0.0,
            capital=min(hand.capital, 1.15),
            spacing=max(hand.spacing, 0.0),
        ),
        motion=Motion(
            fluency=float(rng.uniform(0.2, 0.8)),
            stroke_s=0.16,
            pressure=0.6,
            contrast=float(rng.uniform(0.1, 0.4)),
            taper_in_mm=0.2,
            taper_out_mm=0.3,
            tremor_mm=0.01,
        ),
        slant=float(rng.normal(0.12, 0.2)),
        capitals=bool(rng.random() < 0.2),
        pen=replace(pen, width_mm=min(pen.width_mm, 0.6)),
    )


def write_line(
    text: str, *, writer: Writer, x_height_mm: float, max_width_mm: float, rng: np.random.Generator
) -> Trajectory:
    """Write a line of text with its baseline at y = 0 and its left end at x = 0.

    Args:
        text: words, numbers and ``-/.,=``.
        writer: who writes.
        x_height_mm: height of small letters.
        max_width_mm: the line is written smaller if it would be longer than this.
        rng: decides the variation.
    """
    builder = ProgrammeBuilder()
    scribe = Scribe(writer.hand, builder=builder, rng=rng)
    x = 0.0
    for word in (text.upper() if writer.capitals else text).split():
        x = scribe.word(word, x=x, size=0.75 if writer.capitals else 1.0) + 0.9
    programme = builder.build(bow=np.zeros(builder.count))
    xy = programme.xy.copy()
    xy[:, 0] += writer.slant * xy[:, 1]
    xy[:, 0] -= xy[:, 0].min()
    programme = programme.moved(xy)
    programme = jitter_letters(programme, shift=0.05, scale=0.05, spacing=0.03, rng=rng)
    programme = jitter_targets(programme, amount=0.05, rng=rng)
    programme = reshape(
        programme, size=0.03, aspect=0.02, slant=0.03, slope=0.008, bend=0.1, rng=rng
    )
    shift = xy.mean(axis=0)  # reshape turns about the middle
    programme = programme.moved(programme.xy + shift)
    length = float(np.ptp(programme.xy[:, 0]))
    scale = min(x_height_mm, max_width_mm / max(length, 1e-6))
    return trace(programme.scaled(scale), motion=writer.motion, rng=rng)


def made_up_person(rng: np.random.Generator) -> str:
    """A first name or initial and a surname."""
    first = made_up_name(rng, letters=int(rng.integers(3, 8))).capitalize()
    if rng.random() < 0.2:
        first = first[0]
    return f"{first} {made_up_name(rng, letters=int(rng.integers(4, 9))).capitalize()}"


def amount_in_words(amount: int) -> str:
    """An integer amount of 0..999,999 in English words.

    Raises:
        ValueError: the amount is out of that range.
    """
    if not 0 <= amount < 1_000_000:
        raise ValueError(f"only 0..999999 can be spelt out, not {amount}")
    if amount < 20:
        return _ONES[amount]
    if amount < 100:
        return _TENS[amount // 10] + (f" {_ONES[amount % 10]}" if amount % 10 else "")
    for unit, name in ((1000, "Thousand"), (100, "Hundred")):
        if amount >= unit:
            rest = f" {amount_in_words(amount % unit)}" if amount % unit else ""
            return f"{amount_in_words(amount // unit)} {name}{rest}"
    raise AssertionError("unreachable: amounts below 100 returned above")
