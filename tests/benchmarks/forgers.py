"""Measures what forgers with a specimen before them achieve, and what genuine signatures suffer.

    python -m tests.benchmarks.forgers MANIFEST.csv [--writers N] [--specimens N] [--model NAME]
        [--attacks NAME ...] [--media NAME ...] [--genuine N] [--seed N] [--json FILE]

For each writer of ``val`` and ``val_cross`` with enough genuine signatures, some of them are the
specimens. Each attack of `tests/helpers/forging.py` is made from them and reaches the bank as the
forger's own file, re-scanned, and as a photograph. The program verifies it against the specimens;
the table says how often it is accepted, referred and flagged, and how often it is called a copy.
The other genuine signatures are verified in the same way, by themselves and re-scanned: whatever
finds the attacks may not find these.

Writers that the network was trained on flatter it: give a manifest of others.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
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
from tests.helpers.forging import ATTACKS, MEDIA, Image

GENUINE = "genuine"


@dataclass(slots=True)
class Outcome:
    """What became of the signatures of one kind.

    Attributes:
        tried: number of usable signatures.
        unusable: number of others.
        decisions: by decision.
        first_reasons: by the code of the first reason.
        copies: how many were called copies of a specimen.
    """

    tried: int = 0
    unusable: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    first_reasons: Counter[str] = field(default_factory=Counter)
    copies: int = 0

    def add(self, result: Verification) -> None:
        if result.decision is Decision.NO_DECISION:
            self.unusable += 1
            return
        self.tried += 1
        self.decisions[result.decision.value] += 1
        self.copies += result.is_copy
        if result.decision is not Decision.ACCEPT:
            self.first_reasons[result.reasons[0].code.value] += 1

    @property
    def line(self) -> str:
        """The shares of the decisions and the reasons, in words."""
        if not self.tried:
            return "none usable"
        accepted = Rate(self.decisions[Decision.ACCEPT.value], self.tried)
        low, high = accepted.interval
        reasons = ", ".join(f"{code} {n}" for code, n in self.first_reasons.most_common(4))
        return (
            f"accepted {accepted.errors} of {accepted.trials} "
            f"({100 * accepted.value:.1f} % [{100 * low:.1f}, {100 * high:.1f}])  "
            f"copies {self.copies}" + (f"  {reasons}" if reasons else "")
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--specimens", type=int, default=5)
    parser.add_argument("--genuine", type=int, default=5, help="questioned genuine a writer")
    parser.add_argument("--attacks", nargs="*", default=list(ATTACKS), choices=list(ATTACKS))
    parser.add_argument("--media", nargs="*", default=list(MEDIA), choices=list(MEDIA))
    parser.add_argument("--model", default=None)
    parser.add_argument("--calibration", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, default=None)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    rng = np.random.default_rng(options.seed)
    verifier = Verifier(model_folder(options.model), calibration=options.calibration, threads=1)
    found: dict[tuple[str, str], Outcome] = {}
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "questioned.png"
        for specimens, others in chosen_writers(options, rng=rng):
            greys = [read_scan(item.path).grey for item in specimens]
            references = [verifier.prepare(item.path) for item in specimens]
            for item in others:
                grey = read_scan(item.path).grey
                for medium in options.media:
                    arrived = MEDIA[medium](grey, rng)
                    outcome = found.setdefault((GENUINE, medium), Outcome())
                    outcome.add(judged(arrived, references, verifier=verifier, path=made))
            for attack in options.attacks:
                order = rng.permutation(len(greys))
                forged = ATTACKS[attack]([greys[place] for place in order], rng)
                for medium in options.media:
                    arrived = MEDIA[medium](forged, rng)
                    outcome = found.setdefault((attack, medium), Outcome())
                    outcome.add(judged(arrived, references, verifier=verifier, path=made))
            if options.json is not None:
                write_json(options.json, as_json(found))
    print(f"{time.perf_counter() - started:.0f} s, {options.specimens} specimens")
    for (attack, medium), outcome in sorted(found.items(), key=lambda one: one[0][0] != GENUINE):
        print(f"{attack:20s} {medium:11s} {outcome.line}", flush=True)


def as_json(found: dict[tuple[str, str], Outcome]) -> dict[str, object]:
    """The counts of every attack and medium."""
    return {
        f"{attack}, {medium}": {
            "tried": outcome.tried,
            "unusable": outcome.unusable,
            "decisions": dict(outcome.decisions),
            "copies": outcome.copies,
            "reasons": dict(outcome.first_reasons),
        }
        for (attack, medium), outcome in found.items()
    }


def chosen_writers(
    options: argparse.Namespace, *, rng: np.random.Generator
) -> Iterator[tuple[list[ManifestItem], list[ManifestItem]]]:
    """Specimens and further genuine signatures of some writers."""
    by_writer: dict[str, list[ManifestItem]] = {}
    for item in held_out(read_manifest(options.manifest)):
        if item.label is Label.GENUINE:
            by_writer.setdefault(item.writer, []).append(item)
    enough = [items for items in by_writer.values() if len(items) > options.specimens]
    for place in rng.permutation(len(enough))[: options.writers]:
        items = enough[place]
        drawn = [items[one] for one in rng.permutation(len(items))]
        last = options.specimens + options.genuine
        yield drawn[: options.specimens], drawn[options.specimens : last]


def judged(
    grey: Image, references: list[PreparedSignature], *, verifier: Verifier, path: Path
) -> Verification:
    """The program's answer on a picture, which is written to a file as a scanner writes it."""
    path.write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    return verifier.verify(verifier.prepare(path), references)


if __name__ == "__main__":
    main()
