"""Measures what forgers with a specimen before them achieve, and what genuine signatures suffer.

    python -m tests.benchmarks.forgers MANIFEST.csv [--writers N] [--specimens N] [--model NAME]
        [--attacks NAME ...] [--media NAME ...] [--genuine N] [--seed N] [--state FILE.json]

For each writer of ``val`` and ``val_cross`` with enough genuine signatures, some of them are the
specimens. Each attack of `tests/helpers/forging.py` is made from them and reaches the bank as the
forger's own file, re-scanned, as a photograph, and on a made-up cheque with its box known. The
program verifies it against the specimens; the table says how often it is accepted. The other
genuine signatures are verified in the same way: whatever finds the attacks may not find these.

The writers are taken in a random order that depends on the seed. With ``--state`` the results of
each writer are kept in a file, and a run that was stopped goes on with the next writer.

Writers that the network was trained on flatter it: give a manifest of others.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2
import numpy as np

from sigverify.datasets.manifest import ManifestItem, held_out, read_manifest
from sigverify.files import write_json
from sigverify.imaging.reading.scans import read_scan
from sigverify.paths import model_folder
from sigverify.scoring.performance.intervals import Rate
from sigverify.terms import Decision, Label
from sigverify.verification.results import PreparedSignature, Verification
from sigverify.verification.verifier import Verifier
from tests.helpers.forging import ATTACKS, MEDIA, Arrived

GENUINE = "genuine"

Outcome = tuple[str, str, bool]
"""The decision, the code of the first reason, and whether it was called a copy."""
Outcomes = dict[str, list[Outcome]]
"""Of one writer, by attack and medium."""


class Trial:
    """Verifies the attacks on writers, and their genuine signatures."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self._options = options
        self._made = folder / "questioned.png"
        self._verifier = Verifier(
            model_folder(options.model), calibration=options.calibration, threads=1
        )

    def of(self, items: list[ManifestItem], *, rng: np.random.Generator) -> Outcomes:
        """Try everything on one writer's genuine signatures."""
        options = self._options
        drawn = [items[one] for one in rng.permutation(len(items))]
        specimens = drawn[: options.specimens]
        greys = [read_scan(item.path).grey for item in specimens]
        references = [self._verifier.prepare(item.path) for item in specimens]
        found: Outcomes = defaultdict(list)
        for item in drawn[options.specimens : options.specimens + options.genuine]:
            grey = read_scan(item.path).grey
            for medium in options.media:
                result = self._judged(MEDIA[medium](grey, rng), references)
                found[f"{GENUINE}, {medium}"].append(outcome_of(result))
        for attack in options.attacks:
            order = rng.permutation(len(greys))
            forged = ATTACKS[attack]([greys[place] for place in order], rng)
            for medium in options.media:
                result = self._judged(MEDIA[medium](forged, rng), references)
                found[f"{attack}, {medium}"].append(outcome_of(result))
        return dict(found)

    def _judged(self, arrived: Arrived, references: list[PreparedSignature]) -> Verification:
        """The program's answer on a picture, which is written to a file as a scanner writes it."""
        self._made.write_bytes(cv2.imencode(".png", arrived.image)[1].tobytes())
        questioned = self._verifier.prepare(self._made, box=arrived.box)
        return self._verifier.verify(questioned, references)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--specimens", type=int, default=5)
    parser.add_argument("--genuine", type=int, default=4, help="questioned genuine a writer")
    parser.add_argument("--attacks", nargs="*", default=list(ATTACKS), choices=list(ATTACKS))
    parser.add_argument("--media", nargs="*", default=list(MEDIA), choices=list(MEDIA))
    parser.add_argument("--model", default=None)
    parser.add_argument("--calibration", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, default=None)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    done: dict[str, Outcomes] = {}
    if options.state is not None and options.state.exists():
        done = json.loads(options.state.read_text(encoding="utf-8"))
    chosen = chosen_writers(options)
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(options, Path(folder))
        for number, (writer, items) in enumerate(chosen, start=1):
            if writer in done:
                continue
            started = time.perf_counter()
            done[writer] = trial.of(items, rng=np.random.default_rng([options.seed, number]))
            if options.state is not None:
                write_json(options.state, done)
            seconds = time.perf_counter() - started
            print(f"{number} of {len(chosen)} writers, {seconds:.0f} s", file=sys.stderr)
    print_table([done[writer] for writer, _ in chosen], options=options)


def chosen_writers(options: argparse.Namespace) -> list[tuple[str, list[ManifestItem]]]:
    """Some writers with all of their genuine signatures."""
    by_writer: dict[str, list[ManifestItem]] = {}
    for item in held_out(read_manifest(options.manifest)):
        if item.label is Label.GENUINE:
            by_writer.setdefault(item.writer, []).append(item)
    enough = [one for one in by_writer.items() if len(one[1]) > options.specimens]
    order = np.random.default_rng(options.seed).permutation(len(enough))
    return [enough[place] for place in order[: options.writers]]


def outcome_of(result: Verification) -> Outcome:
    """What became of a signature."""
    first = "" if not result.reasons else result.reasons[0].code.value
    return result.decision.value, first, result.is_copy


def print_table(writers: list[Outcomes], *, options: argparse.Namespace) -> None:
    """Print the accepted of each attack by medium, and what became of the genuine signatures."""
    print(f"{len(writers)} writers, {options.specimens} specimens; accepted")
    print("| attack |" + "".join(f" {medium} |" for medium in options.media))
    print("|---" * (len(options.media) + 1) + "|")
    for attack in options.attacks:
        cells = [accepted_of(outcomes(writers, attack, medium)) for medium in options.media]
        print(f"| {attack} |" + "".join(f" {cell} |" for cell in cells))
    for medium in options.media:
        found = outcomes(writers, GENUINE, medium)
        usable = [one for one in found if one[0] != Decision.NO_DECISION.value]
        reasons = Counter(one[1] for one in usable if one[0] != Decision.ACCEPT.value)
        counts = ", ".join(f"{code} {count}" for code, count in reasons.most_common())
        copies = sum(one[2] for one in usable)
        print(f"genuine, {medium}: accepted {accepted_of(found)}; copies {copies}; {counts}")


def outcomes(writers: list[Outcomes], attack: str, medium: str) -> list[Outcome]:
    """Those of one kind, of all writers."""
    return [one for found in writers for one in found.get(f"{attack}, {medium}", [])]


def accepted_of(found: list[Outcome]) -> str:
    """How many were accepted of the usable ones, with the 95 % interval."""
    usable = [one for one in found if one[0] != Decision.NO_DECISION.value]
    if not usable:
        return "-"
    rate = Rate(sum(one[0] == Decision.ACCEPT.value for one in usable), len(usable))
    low, high = rate.interval
    return f"{rate.errors} of {rate.trials} [{100 * low:.0f}, {100 * high:.0f} %]"


if __name__ == "__main__":
    main()
