"""Compares the program's answers on fixed images with its earlier answers.

``python -m tests.e2e.fixed_results --exact OTHER`` compares the answers of this checkout, to the
last bit, with those of another one, such as the worktree of an older commit. Both get the images
that this checkout makes. Without OTHER the answers are compared with those in
``fixed_results.json``, which ``--write`` writes.

All questions go through the command line, so the check is independent of where modules lie. The
answers of each step are kept in three groups: ``values``; ``words``, the texts for people, whose
wording may change; and ``pictures``, hashes of pixels, which another processor may round
differently. The newer side must have everything that the older side has; additions are only listed.
Times, places, random numbers, and hashes that depend on them, are left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.e2e.fixed_answers.comparison import report
from tests.e2e.fixed_answers.running import (
    STORED,
    fresh_answers,
    store_answers,
    stored_answers,
)


def main() -> int:
    """Write the answers, or compare them; the exit status is 1 where they differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help=f"write {STORED.name}")
    what.add_argument(
        "--exact",
        nargs="?",
        type=Path,
        const=STORED,
        metavar="OTHER",
        help="hold this checkout against OTHER, the older one, or against what was written",
    )
    chosen = parser.parse_args()
    if chosen.write:
        store_answers()
        return 0
    if chosen.exact == STORED:
        return 0 if report(stored_answers(), fresh_answers()[0]) else 1
    ours, others = fresh_answers(chosen.exact)
    assert others is not None
    return 0 if report(others, ours) else 1


if __name__ == "__main__":
    sys.exit(main())
