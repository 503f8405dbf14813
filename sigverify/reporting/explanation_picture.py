"""An explanation as one picture for the clerk: overlay, maps, legend."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from sigverify.reporting.colours import FRAME, QUIET, TEXT, Colour
from sigverify.reporting.explanation_maps import (
    ALIKE_SHARE,
    UNLIKE_SHARE,
    draw_explanation,
    scale_colours,
)
from sigverify.reporting.inks import QUESTIONED_INK, REFERENCE_INK, Picture
from sigverify.reporting.lettering import fitted, font, wrapped
from sigverify.reporting.page import (
    GAP,
    MARGIN,
    WIDTH,
    Page,
    draw_decision,
    draw_footer,
    draw_notes,
    panel_height,
    png_bytes,
    shown_name,
)
from sigverify.verification.explanation import Explanation, PartMap
from sigverify.verification.results import PreparedSignature, Verification

_HALF_W: Final = (WIDTH - 2 * MARGIN - GAP) // 2
_LEFT: Final = MARGIN
_RIGHT: Final = MARGIN + _HALF_W + GAP
_SCALE_W: Final = 420
_SCALE_H: Final = 22

_READ_OVERLAY: Final = (
    "Nobody signs twice alike: two genuine signatures share a quarter to three quarters of their "
    "lines, a copy nearly all."
)
_READ_MAPS: Final = (
    "The maps come from the network's comparison: each part of one signature is looked for around "
    "the same place on the other. Blue parts were found again as one writer repeats them, orange "
    "parts were not. They show where to look, not why."
)


def explanation_picture(verification: Verification, *, explanation: Explanation | None) -> bytes:
    """Draw an explanation as the bytes of a PNG file.

    Args:
        verification: the verification to explain.
        explanation: the explanation of the questioned signature and the most similar specimen;
            None if the two could not be compared.
    """
    page = Page()
    draw_decision(page, verification)
    page.down(28)
    score = verification.most_similar
    if explanation is None or score is None:
        page.text(
            "There is nothing to explain: no two signatures could be compared.",
            size=24,
            colour=TEXT,
        )
        page.down(14)
    else:
        questioned, reference = verification.questioned, score.signature
        drawn = draw_explanation(explanation, questioned=questioned, reference=reference)
        _draw_overlay(page, drawn.overlay, explanation, questioned, reference)
        page.down(panel_height(_HALF_W) + 26)
        _draw_map(
            page, drawn.questioned, left=_LEFT, name="Questioned", parts=explanation.questioned
        )
        _draw_map(page, drawn.reference, left=_RIGHT, name="Specimen", parts=explanation.reference)
        page.down(panel_height(_HALF_W) + 16)
        _draw_legend(page)
        page.down(24)
    draw_notes(page, verification)
    draw_footer(page, verification)
    return png_bytes(page.finished())


def _draw_overlay(
    page: Page,
    overlay: Picture,
    explanation: Explanation,
    questioned: PreparedSignature,
    reference: PreparedSignature,
) -> None:
    """Draw the overlay and, beside it, the meaning of its colours and how well it fits."""
    page.panel(
        overlay,
        left=_LEFT,
        width=_HALF_W,
        heading="Laid over each other",
        colour=TEXT,
        caption="",
        empty="",
    )
    top = page.top + 44
    chips: list[tuple[Colour, str]] = [
        (QUESTIONED_INK, f"questioned only: {shown_name(questioned)}"),
        (REFERENCE_INK, f"specimen only: {shown_name(reference)}"),
        (TEXT, "both have ink here"),
    ]
    for colour, words in chips:
        page.draw.rounded_rectangle((_RIGHT, top + 3, _RIGHT + 36, top + 23), 5, fill=colour)
        line = fitted(words, size=22, width=_HALF_W - 52)
        page.draw.text((_RIGHT + 52, top), line, font=font(22), fill=TEXT)
        top += 38
    top += 14
    for paragraph in (_fit(explanation), _movement(explanation), _READ_OVERLAY):
        for line in wrapped(paragraph, size=22, width=_HALF_W):
            page.draw.text((_RIGHT, top), line, font=font(22), fill=TEXT)
            top += 30
        top += 10


def _fit(explanation: Explanation) -> str:
    found = explanation.registration
    return (
        f"{100 * found.moved_share:.0f} % of the questioned lines lie on the specimen's, and "
        f"{100 * found.fixed_share:.0f} % of the specimen's on the questioned ones, to half the "
        "width of a stroke."
    )


def _movement(explanation: Explanation) -> str:
    """Return a sentence that says how the questioned ink was moved."""
    found = explanation.registration
    return (
        f"For this the questioned ink was turned by {abs(found.degrees):.1f} degrees and drawn at "
        f"{100 * found.scale:.0f} % of its size."
    )


def _draw_map(page: Page, picture: Picture, *, left: int, name: str, parts: PartMap) -> None:
    page.panel(
        picture,
        left=left,
        width=_HALF_W,
        heading=f"{name}, part by part",
        colour=TEXT,
        caption=f"{100 * parts.unlike:.0f} % of its parts are more unlike than alike",
        empty="",
    )


def _draw_legend(page: Page) -> None:
    """Draw the scale of the maps, with words."""
    ends = ("found again on the other", "not found there")
    left = (WIDTH - _SCALE_W) // 2
    middle = page.top + _SCALE_H // 2
    values = np.linspace(ALIKE_SHARE, UNLIKE_SHARE, _SCALE_W, dtype=np.float32)
    band = np.repeat(np.round(scale_colours(values)).astype(np.uint8)[None], _SCALE_H, axis=0)
    page.image.paste(Image.fromarray(band), (left, page.top))
    page.draw.rectangle(
        (left - 1, page.top - 1, left + _SCALE_W, page.top + _SCALE_H), outline=FRAME
    )
    page.draw.text((left - 16, middle), ends[0], font=font(22), fill=TEXT, anchor="rm")
    page.draw.text((left + _SCALE_W + 16, middle), ends[1], font=font(22), fill=TEXT, anchor="lm")
    page.down(_SCALE_H + 14)
    for line in wrapped(_READ_MAPS, size=20, width=WIDTH - 2 * MARGIN):
        page.text(line, size=20, colour=QUIET)
