"""Compares real cheque leaves of the same people: whole leaves with leaves and with cut-outs.

    python -m tests.benchmarks.leaves [--model FOLDER]

Each leaf is questioned, and each other leaf of the same person is the only specimen: as a whole
leaf, cut out tightly, loosely (15 % of the box on each side) and widely (40 %). Then the specimens
are four leaves, and leaves of other people. The shares of the decisions are printed. The leaves lie
beside the checkout (`tests/helpers/leaves.py`).
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path

import cv2

from sigverify.paths import model_folder
from sigverify.terms import Decision
from sigverify.verification.verifier import Verifier
from tests.helpers.leaves import Leaves, Part, share

WORDS = {
    Decision.ACCEPT: "accepted",
    Decision.REFER: "referred",
    Decision.FLAG: "flagged",
    Decision.NO_DECISION: "no decision",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=model_folder())
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    cv2.setNumThreads(1)
    leaves = Leaves(Verifier(options.model))
    for part in Part:
        print(f"specimen: {part}")
        report("Axis, one specimen", leaves.same_signer(part, signers="ABC"))
        report("three banks, one specimen", leaves.same_signer(part, signers="D"))
        report("all, four specimens", leaves.several_specimens(part))
        report("other people", leaves.strangers(part))


def report(title: str, decisions: Counter[Decision]) -> None:
    """Print one line."""
    shares = ", ".join(f"{words} {share(decisions, one):.1%}" for one, words in WORDS.items())
    print(f"  {title + ':':27}{decisions.total():4d} comparisons, {shares}", flush=True)


if __name__ == "__main__":
    main()
