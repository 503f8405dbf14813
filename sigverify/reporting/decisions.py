"""The words, signs and colours of each decision: one table for print, pictures and the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sigverify.reporting.colours import Colour, rgb
from sigverify.terms import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStyle:
    """A decision's words, signs and colours; colours as ``#rrggbb``.

    Attributes:
        word: the decision's word in the window.
        counted: the word for items with this decision.
        sign: a sign that marks the decision without colour.
        plain_sign: a sign in ASCII.
        terminal: the style for rich.
        on_paper: the colour on white, and behind white text.
        on_black: the colour on a dark page.
        light: text and background colours in the light theme.
        dark: text and background colours in the dark theme.
    """

    word: str
    counted: str
    sign: str
    plain_sign: str
    terminal: str
    on_paper: str
    on_black: str
    light: tuple[str, str]
    dark: tuple[str, str]

    @property
    def heading(self) -> str:
        """The word as the command line and the pictures show it."""
        return self.word.upper()

    @property
    def colour(self) -> Colour:
        """`on_paper` for Pillow."""
        return rgb(self.on_paper)


# In order of urgency, the most urgent first.
DECISION_STYLES: Final[Mapping[Decision, DecisionStyle]] = MappingProxyType(
    {
        Decision.FLAG: DecisionStyle(
            word="Flag",
            counted="Flagged",
            sign="✗",
            plain_sign="x",
            terminal="bold red",
            on_paper="#cf222e",
            on_black="#f85149",
            light=("#a51524", "#ffe3e1"),
            dark=("#ff9a92", "#47191d"),
        ),
        Decision.REFER: DecisionStyle(
            word="Refer",
            counted="Referred",
            sign="?",
            plain_sign="?",
            terminal="bold yellow",
            on_paper="#9a6700",
            on_black="#d29922",
            light=("#714a00", "#fff0c9"),
            dark=("#f3c25c", "#3b2f10"),
        ),
        Decision.NO_DECISION: DecisionStyle(
            word="No decision",
            counted="No decision",
            sign="–",
            plain_sign="-",
            terminal="bold",
            on_paper="#59636e",
            on_black="#9198a1",
            light=("#46515e", "#e6eaef"),
            dark=("#c0c9d4", "#2a323d"),
        ),
        Decision.ACCEPT: DecisionStyle(
            word="Accept",
            counted="Accepted",
            sign="✓",
            plain_sign="+",
            terminal="bold green",
            on_paper="#1a7f37",
            on_black="#3fb950",
            light=("#12642b", "#d9f5e1"),
            dark=("#6fe093", "#143522"),
        ),
    }
)
