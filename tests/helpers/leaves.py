"""Real cheque leaves that were signed by the same people, as questioned signatures and specimens.

The leaves lie beside the checkout and may be absent. Only file names are stored here: whose hand a
leaf shows was judged by a person.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import product
from pathlib import Path

import numpy as np

from sigverify.imaging.reading.scans import Scan, read_scan
from sigverify.terms import Box, Decision
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.places import REAL_DATA

CHEQUES = REAL_DATA / "cheques"
FEW_SPECIMENS = 4
DRAWS = 5

SIGNERS = {
    "A": ("axis_309091 axis_309093 axis_309095 axis_309097 axis_309099 axis_309101 axis_309103"),
    "B": "axis_309135 axis_309137 axis_309139 axis_309142 axis_309145 axis_309148",
    "C": "axis_309122 axis_309124 axis_309126 axis_309128 axis_309130 axis_309133",
    "D": (
        "axis_309119 icici_100828 icici_100830 icici_100832 icici_100834 "
        "syndicate_083654 syndicate_083656"
    ),
}
"""Leaves by the person who signed them; the fourth signed on forms of three banks."""


class Part(StrEnum):
    """The part of a leaf that is used as a specimen."""

    LEAF = "leaf"
    TIGHT = "tight"
    LOOSE = "loose"
    WIDE = "wide"


MARGINS = {Part.TIGHT: 0.0, Part.LOOSE: 0.15, Part.WIDE: 0.4}
"""What is left around the box on each side, as a share of its width and height."""

Case = tuple[PreparedSignature, list[PreparedSignature]]


def leaves_by_signer() -> dict[str, list[str]]:
    """The names of the leaves of each signer."""
    return {signer: names.split() for signer, names in SIGNERS.items()}


def part_of(scan: Scan, box: Box, part: Part) -> Scan:
    """A cut-out as a clerk makes it, or the whole leaf."""
    if part is Part.LEAF:
        return scan
    beyond = MARGINS[part]
    x, y = round(beyond * box.w), round(beyond * box.h)
    height, width = scan.grey.shape
    rows = slice(max(box.y - y, 0), min(box.y + box.h + y, height))
    columns = slice(max(box.x - x, 0), min(box.x + box.w + x, width))
    return replace(
        scan,
        grey=np.ascontiguousarray(scan.grey[rows, columns]),
        colour=None if scan.colour is None else np.ascontiguousarray(scan.colour[rows, columns]),
        sha256=f"{scan.sha256[:-2]}{list(Part).index(part):02d}",
    )


def true_boxes() -> dict[str, Box]:
    """The boxes of the signed leaves by their names."""
    rows = csv.DictReader((CHEQUES / "boxes.csv").read_text("utf-8").splitlines())
    return {
        Path(row["path"]).stem: Box(*(round(float(row[side])) for side in "xywh"))
        for row in rows
        if row["x"] and row["path"].startswith("idrbt/")
    }


class Leaves:
    """Leaves and their parts, prepared once by a verifier."""

    def __init__(self, verifier: Verifier, *, parts: Sequence[Part] = tuple(Part)) -> None:
        self._verifier = verifier
        self.signers = leaves_by_signer()
        boxes = true_boxes()
        self.prepared: dict[tuple[str, Part], PreparedSignature] = {}
        for name in (name for names in self.signers.values() for name in names):
            path = CHEQUES / "idrbt" / f"{name}.webp"
            scan = read_scan(path)
            for part in parts:
                self.prepared[name, part] = verifier.prepare_scan(
                    part_of(scan, boxes[name], part), path=path.with_stem(f"{name}-{part}")
                )

    def same_signer(self, part: Part, *, signers: str = "ABCD") -> Counter[Decision]:
        """Decisions on each leaf with each other one of the same signer as the only specimen."""
        return self._decided(
            (self.prepared[asked, Part.LEAF], [self.prepared[known, part]])
            for signer in signers
            for asked, known in product(self.signers[signer], repeat=2)
            if asked != known
        )

    def several_specimens(self, part: Part) -> Counter[Decision]:
        """Decisions on each leaf with a few others of the same signer, drawn several times."""
        rng = np.random.default_rng(1)
        cases: list[Case] = []
        for names in self.signers.values():
            for asked in names:
                others = [name for name in names if name != asked]
                for _ in range(DRAWS):
                    drawn = rng.permutation(len(others))[:FEW_SPECIMENS]
                    specimens = [self.prepared[others[i], part] for i in drawn]
                    cases.append((self.prepared[asked, Part.LEAF], specimens))
        return self._decided(iter(cases))

    def strangers(self, part: Part) -> Counter[Decision]:
        """Decisions on each leaf with one of another signer as the only specimen."""
        return self._decided(
            (self.prepared[asked, Part.LEAF], [self.prepared[known, part]])
            for one, other in product(self.signers, repeat=2)
            if one != other
            for asked, known in product(self.signers[one], self.signers[other])
        )

    def _decided(self, cases: Iterator[Case]) -> Counter[Decision]:
        return Counter(one.decision for one in self._verifier.verify_many(list(cases)))


def share(decisions: Counter[Decision], decision: Decision) -> float:
    """The share of a decision."""
    return decisions[decision] / decisions.total()
