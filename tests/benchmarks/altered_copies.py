"""Measures how often genuine signatures are taken for altered copies, by data set.

    python -m tests.benchmarks.altered_copies MANIFEST.csv [--online FILE.npz ...] [--writers N]
        [--signatures N] [--seed N] [--state FILE.json]

For some writers of each set, of all splits, each of some genuine signatures is compared with the
others as specimens, as `CopyTest` does: whether it follows one of them, is joined from several, or
has too even a line (`sigverify.verification.alterations`). ``--online`` adds sets of pen
trajectories, drawn as ink. Signatures that are copies as they are, which BHSig holds, are left out
and counted. `tests.benchmarks.forgers` measures what forgers alter.

The shares have 95 % intervals from a bootstrap over writers. The last lines say how many signatures
reach other limits. With ``--state`` a run that was stopped goes on with the next writer.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypedDict

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.datasets.manifest import read_manifest
from sigverify.files import write_json
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.coarse_search import turns_of
from sigverify.imaging.reading.scans import read_scan
from sigverify.imaging.registration import InkLines, Registration, ink_lines, register
from sigverify.scoring.performance.bootstrap import WriterScores, mean_interval
from sigverify.scoring.performance.intervals import Rate
from sigverify.synthesis.signatures.recorded import drawn
from sigverify.terms import Label
from sigverify.training.signatures.trajectories import read_recordings
from sigverify.verification.alterations import (
    FOLLOWED_LEAD,
    JOINED_LEAD,
    is_too_even,
    leads,
)
from sigverify.verification.copies import HOPELESS_SHARE, calls_copy

Grey = Callable[[np.random.Generator], NDArray[np.uint8]]
LEAST_SPECIMENS: Final = 3
OTHER_LIMITS: Final = (-0.04, -0.02, 0.0, 0.02, 0.04)


class Found(TypedDict):
    """What was measured on one writer.

    Attributes:
        leads: of each signature, as a whole and of its pieces.
        even: whether its line is of too even a width.
        copies: the number of signatures that were left out.
        milliseconds: of all checks of each signature, the plain one included.
    """

    leads: list[tuple[float, float]]
    even: list[bool]
    copies: int
    milliseconds: list[float]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--online", type=Path, nargs="*", default=[])
    parser.add_argument("--writers", type=int, default=25, help="of each set")
    parser.add_argument("--signatures", type=int, default=6, help="of each writer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, default=None)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    done: dict[str, dict[str, Found]] = defaultdict(dict)
    if options.state is not None and options.state.exists():
        done.update(json.loads(options.state.read_text(encoding="utf-8")))
    sets = scanned(options.manifest)
    for archive in options.online:
        sets[archive.stem] = recorded(archive)
    for name, writers in sets.items():
        order = np.random.default_rng(options.seed).permutation(sorted(writers))
        chosen = order[: options.writers].tolist()
        for number, writer in enumerate(chosen, start=1):
            if writer in done[name]:
                continue
            rng = np.random.default_rng([options.seed, number])
            greys = writers[writer]
            drawn_ones = rng.permutation(len(greys))[: options.signatures]
            done[name][writer] = measured(
                [ink_lines(clean_crop(greys[one](rng))) for one in drawn_ones]
            )
            if options.state is not None:
                write_json(options.state, done)
            print(f"{name}: {number} of {len(chosen)} writers", file=sys.stderr)
        report(name, {writer: done[name][writer] for writer in chosen})
    together = {writer: one for name in sets for writer, one in done[name].items()}
    report("together", together)
    for more in OTHER_LIMITS:
        alone = [pair for one in together.values() for pair in one["leads"]]
        beyond = [pair[0] >= FOLLOWED_LEAD + more for pair in alone]
        joined = [pair[1] >= JOINED_LEAD + more for pair in alone]
        print(
            f"limits {FOLLOWED_LEAD + more:.2f} and {JOINED_LEAD + more:.2f}: "
            f"{sum(beyond)} and {sum(joined)} of {len(alone)}"
        )


def scanned(manifest: Path) -> dict[str, dict[str, list[Grey]]]:
    """The genuine signatures of a manifest by set and writer."""
    sets: dict[str, dict[str, list[Grey]]] = defaultdict(lambda: defaultdict(list))
    for item in read_manifest(manifest):
        if item.label is Label.GENUINE:
            sets[item.dataset][item.writer].append(partial(_scanned, item.path))
    return sets


def recorded(archive: Path) -> dict[str, list[Grey]]:
    """The genuine signatures of an archive of trajectories by writer."""
    recordings = read_recordings(archive)
    writers: dict[str, list[Grey]] = defaultdict(list)
    for place in np.flatnonzero(~recordings.forged).tolist():
        writers[str(recordings.writers[place])].append(partial(drawn, recordings[place]))
    return writers


def _scanned(path: Path, rng: np.random.Generator) -> NDArray[np.uint8]:
    return read_scan(path).grey


def measured(lines: Sequence[InkLines]) -> Found:
    """Compare each of a writer's signatures with the others."""
    laid: list[dict[int, Registration]] = []
    spent = []
    for place, one in enumerate(lines):
        started = time.process_time()
        turns = turns_of(one.coarse)
        laid.append(
            {
                other: register(one, fixed, least_share=HOPELESS_SHARE, turns=turns)
                for other, fixed in enumerate(lines)
                if other != place
            }
        )
        spent.append(time.process_time() - started)
    copied = {
        place
        for first, others in enumerate(laid)
        for second, found in others.items()
        if calls_copy(found)
        for place in (first, second)
    }
    kept = [place for place in range(len(lines)) if place not in copied]
    result = Found(leads=[], even=[], copies=len(copied), milliseconds=[])
    if len(kept) <= LEAST_SPECIMENS:
        return result
    for place in kept:
        started = time.process_time()
        others = [other for other in kept if other != place]
        specimens = [lines[other] for other in others]
        matrices = [laid[place][other].inverse for other in others]
        result["leads"].append(leads(lines[place], specimens, matrices=matrices))
        result["even"].append(is_too_even(lines[place], specimens))
        result["milliseconds"].append(1000 * (time.process_time() - started + spent[place]))
    return result


def report(name: str, writers: dict[str, Found]) -> None:
    """Print the shares of a set."""
    owners = np.array([writer for writer, one in writers.items() for _ in one["even"]])
    pairs = np.array([pair for one in writers.values() for pair in one["leads"]])
    even = np.array([flag for one in writers.values() for flag in one["even"]])
    kinds = {
        "follow one": pairs[:, 0] >= FOLLOWED_LEAD,
        "joined": (pairs[:, 1] >= JOINED_LEAD) & (pairs[:, 0] < FOLLOWED_LEAD),
        "too even": even,
    }
    kinds["any"] = np.any(list(kinds.values()), axis=0)
    shares = ", ".join(f"{kind} {share_of(flags, owners)}" for kind, flags in kinds.items())
    tops = " ".join(f"{one:.2f}" for one in np.sort(pairs[:, 0])[-4:])
    parts = " ".join(f"{one:.2f}" for one in np.sort(pairs[:, 1])[-4:])
    copies = sum(one["copies"] for one in writers.values())
    spent = [one for found in writers.values() for one in found["milliseconds"]]
    usual, slow = np.quantile(spent, (0.5, 0.95))
    print(
        f"{name}: {len(writers)} writers, {len(pairs)} signatures: {shares}; largest {tops}, of "
        f"pieces {parts}; {copies} copies left out; {usual:.0f} ms a signature (p95 {slow:.0f})",
        flush=True,
    )


def share_of(flags: NDArray[np.bool_], owners: NDArray[np.str_]) -> str:
    """A share with its interval: over writers, or of independent trials if there is none."""
    rate = Rate(int(flags.sum()), flags.size)
    low, high = rate.interval
    if rate.errors:
        low, high = mean_interval(WriterScores(flags.astype(np.float64), owners), seed=1)
    return f"{rate.errors} [{100 * low:.1f}, {100 * high:.1f} %]"


if __name__ == "__main__":
    main()
