"""Compares newer answers with older ones."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Final

from tests.e2e.fixed_answers.answers import PICTURES, VALUES, WORDS, Answers

TOLERANCE: Final = 1e-4
"""Two processors' results differ by less, absolutely, and relatively above 1."""
EXACT: Final = 0.0


@dataclass(slots=True)
class Comparison:
    """Where two sides differ: paths of keys, and the values there."""

    differences: list[str] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)

    def compare(self, old: object, new: object, *, tolerance: float, path: str = "") -> None:
        """Compare the newer side with the older one.

        Args:
            old: JSON values; the newer side must have all of them.
            new: the newer side's.
            tolerance: by how much numbers may differ, absolutely, and relatively above 1.
            path: where they stand.
        """
        if isinstance(old, dict) and isinstance(new, dict):
            for key in old:
                inner = f"{path} / {key}" if path else key
                if key in new:
                    self.compare(old[key], new[key], tolerance=tolerance, path=inner)
                else:
                    self.differences.append(f"{inner}: {_short(old[key])} -> gone")
            self.additions += [f"{path} / {key}" for key in new if key not in old]
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            for place, (one, other) in enumerate(zip(old, new, strict=True)):
                self.compare(one, other, tolerance=tolerance, path=f"{path} / {place}")
        elif not _same(old, new, tolerance=tolerance):
            self.differences.append(f"{path}: {_short(old)} -> {_short(new)}")


def _same(old: object, new: object, *, tolerance: float) -> bool:
    if type(old) is not type(new):
        return False
    if isinstance(old, float) and isinstance(new, float) and tolerance:
        return math.isclose(old, new, rel_tol=tolerance, abs_tol=tolerance)
    return old == new


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:150]}... ({len(text)} characters)"


def compare_group(group: str, *, old: Answers, new: Answers, tolerance: float) -> Comparison:
    """Compare one group of answers with the older ones."""
    found = Comparison()
    found.compare(old[group], new[group], tolerance=tolerance)
    return found


def report(old: Answers, new: Answers) -> bool:
    """Print where the sides differ; True if they are the same to the last bit."""
    same = True
    for group in (VALUES, PICTURES, WORDS):
        found = compare_group(group, old=old, new=new, tolerance=EXACT)
        count = len(found.differences)
        print(f"{group}: {f'{count} DIFFER' if count else 'the same'}")
        for line in found.differences:
            print(f"  {line}")
        for line in found.additions:
            print(f"  new: {line}")
        same = same and not count
    return same
