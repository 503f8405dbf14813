"""Names of comparisons, error rates and counts in output for people."""

from __future__ import annotations

from typing import Final

from sigverify.terms import PairKind

PAIR_NAMES: Final = {
    PairKind.GENUINE: "genuine",
    PairKind.SKILLED: "skilled forgeries",
    PairKind.RANDOM: "other people's signatures",
}
"""The kinds of comparison in a calibration's charts and tables."""

PAIR_TERMS: Final = {**PAIR_NAMES, PairKind.RANDOM: "random forgeries"}
"""The kinds of comparison in the plots of an evaluation, in the field's own terms."""

KIND_NAMES: Final = {
    **{kind.value: name for kind, name in PAIR_NAMES.items()},
    PairKind.GENUINE.value: "genuine signatures",
}
"""The kinds of comparison within a sentence, by their names in files."""

PAIR_RATE_NAMES: Final = {
    PairKind.GENUINE: "genuine not accepted",
    PairKind.SKILLED: "skilled forgeries accepted",
    PairKind.RANDOM: "other people's accepted",
}
"""The error of each kind of comparison."""

RATE_NAMES: Final = {
    "frr": "Genuine not accepted (FRR)",
    "genuine_flagged": "Genuine flagged",
    "far_skilled": "Skilled forgeries accepted (FAR)",
    "far_random": "Other people's signatures accepted (FAR)",
}
"""The error rates of a calibration, by their names in its file."""

_COUNT_NAMES: Final = {
    "images": "Images read",
    "duplicates": "left out as duplicates",
    "copies": "left out as digitised twice",
    "unusable": "unusable",
    "left_out": "Signers left out, too few signatures",
    "fit_signers": "Signers to choose on",
    "held_out_signers": "Signers held out",
    "questioned_unusable": "Questioned signatures that could not be judged",
}


def count_name(name: str) -> str:
    """Return the title of a calibration's count from its name in the file."""
    if name in _COUNT_NAMES:
        return _COUNT_NAMES[name]
    part, _, kind = name.removesuffix("_comparisons").rpartition("_")
    signers = "to choose on" if part == "fit" else "held out"
    return f"Comparisons with {KIND_NAMES.get(kind, kind)}, signers {signers}"
