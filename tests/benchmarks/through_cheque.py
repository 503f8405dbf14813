"""Measures the accuracy lost on cheques: the same signatures as clean crops and from cheques.

python tests/benchmarks/through_cheque.py [MANIFEST.csv] [--model FOLDER] [--writers N] [--seed N]
    [--capture KIND] [--whole] [--specimens] [--full]

The command compares each questioned signature of the splits `val` and `val_cross` with clean crops
of the writer's genuine signatures, one at a time. It does so twice: with the questioned signature
as a clean crop, and with its ink extracted from a made-up cheque that was captured in one of the
ways of `Capture`. By default it uses the composer's true box; with ``--whole`` the program finds
the box. With ``--specimens`` the specimens are not clean either: each is cut out loosely of a made-
up card, form, passport or slip. For each set it prints the equal error rate against skilled
forgeries and the difference of the two, with 95 % intervals (bootstrap over writers). A signature
that is lost on the cheque counts as rejected. The figures are given for all comparisons, and for
those that the program would judge itself: it refers a cheque to a person if print runs into the ink
(`MAX_DOUBT`). The command writes no file.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.datasets.manifest import ManifestItem, read_manifest
from sigverify.detection.crops import clean_image
from sigverify.detection.cutout import cut_out
from sigverify.detection.ink import MAX_DOUBT, clean_cutout
from sigverify.detection.separator import Separator, shipped_separator
from sigverify.encoding.artefact import load_artefact
from sigverify.encoding.distance import embedding_distances
from sigverify.encoding.encoder import Encoder
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.quality import DOUBTS, Severity, assess_quality
from sigverify.imaging.reading.scans import Scan, read_scan
from sigverify.scoring.performance.bootstrap import WriterScores, equal_error_interval
from sigverify.scoring.performance.metrics import equal_error_rate
from sigverify.synthesis.documents.capture import Capture, capture, part_around
from sigverify.synthesis.documents.card import CardKind, compose_card
from sigverify.synthesis.documents.cheque import ComposedCheque, compose_cheque
from sigverify.synthesis.signatures.pen import random_pen, unevenly_inked
from sigverify.terms import Label, Split
from sigverify.verification.verifier import Verifier

Image = NDArray[np.uint8]
Embedding = NDArray[np.float32]

# Similarity of a lost signature, below any other.
LOST = -10.0
# What is left around a specimen that is cut out, as a share of its width and height.
LOOSE = 0.15
REFERENCES, GENUINE, FORGED = 6, 5, 8
# With the true box a page is an ordinary scan; nobody pays a faxed cheque.
KINDS = [kind for kind in Capture if kind not in (Capture.PAGE, Capture.FAX)]
RESAMPLES = 400
SIGNATURE_DPI = 300.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Pair:
    """One comparison, as a clean crop and from a cheque."""

    writer: str
    label: Label
    clean: float
    through: float
    kind: Capture
    referred: bool
    card: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = ROOT.parent / "shared/data/signatures/manifest.csv"
    parser.add_argument("manifest", type=Path, nargs="?", default=default)
    parser.add_argument("--model", type=Path, default=ROOT / "trained/base")
    parser.add_argument("--separator", type=Path, help="folder of another separator")
    parser.add_argument("--writers", type=int, default=10, help="writers drawn of each set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--capture", type=Capture, help="one way of capturing instead of all")
    parser.add_argument("--whole", action="store_true", help="find the box, on the whole cheque")
    parser.add_argument("--specimens", action="store_true", help="specimens from made-up cards")
    parser.add_argument("--full", action="store_true", help="all writers and all pictures")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    cv2.setNumThreads(1)
    sets: dict[str, dict[str, list[ManifestItem]]] = defaultdict(lambda: defaultdict(list))
    for item in read_manifest(options.manifest):
        if item.split in (Split.VAL, Split.VAL_CROSS):
            sets[item.dataset][item.writer].append(item)
    walk = Walk(options)
    for name, writers in sets.items():
        started = time.perf_counter()
        rng = np.random.default_rng([options.seed, len(name)])
        names = sorted(
            writer
            for writer, items in writers.items()
            if {item.label for item in items} == {Label.GENUINE, Label.FORGED}
        )
        if not options.full:
            names = sorted(rng.permutation(names)[: options.writers].tolist())
        pairs = [pair for writer in names for pair in walk.pairs(writers[writer], rng=rng)]
        report(name, pairs, seed=options.seed)
        print(f"  {time.perf_counter() - started:.0f} s; lost: {dict(walk.lost)}", flush=True)
        walk.lost.clear()


class Walk:
    """Prepares signatures as clean crops and from cheques."""

    def __init__(self, options: argparse.Namespace) -> None:
        artefact = load_artefact(options.model)
        self._config = artefact.preprocessing
        self._encoder = Encoder(artefact)
        self._separator = Separator(options.separator) if options.separator else shipped_separator()
        self._verifier = Verifier(options.model) if options.whole else None
        self._full = bool(options.full)
        self._from_cards = bool(options.specimens)
        self._capture: Capture | None = options.capture
        self.lost: Counter[str] = Counter()

    def pairs(self, items: list[ManifestItem], *, rng: np.random.Generator) -> list[Pair]:
        """Yield the comparisons of one writer's signatures."""
        genuine = [item for item in items if item.label is Label.GENUINE]
        forged = [item for item in items if item.label is Label.FORGED]
        references = genuine
        if not self._full:
            order = rng.permutation(len(genuine))
            references = [genuine[i] for i in order[:REFERENCES]]
            genuine = [genuine[i] for i in order[-GENUINE:]]
            forged = [forged[i] for i in rng.permutation(len(forged))[:FORGED]]
        inks = {item.path: clean_crop(read_scan(item.path).grey) for item in references}
        known = {path: self._clean(ink) for path, ink in inks.items()}
        cards = {path: self._specimen(ink, rng=rng) for path, ink in inks.items()}
        found = []
        for item in genuine + forged:
            ink = clean_crop(read_scan(item.path).grey)
            kind = self._capture or KINDS[int(rng.integers(len(KINDS)))]
            clean, (through, referred) = self._clean(ink), self._through(ink, kind=kind, rng=rng)
            others = [
                reference.path
                for reference in references
                if reference is not item and known[reference.path] is not None
            ]
            if clean is None or not others:
                continue
            plain = similarities(clean, [known[path] for path in others])
            for path, one in zip(others, plain, strict=True):
                specimen, card, doubtful = cards[path] or (known[path], "", False)
                (other,) = similarities(through, [specimen])
                pair = Pair(item.writer, item.label, one, other, kind, referred or doubtful, card)
                found.append(pair)
        return found

    def _specimen(
        self, ink: Image, *, rng: np.random.Generator
    ) -> tuple[Embedding | None, str, bool] | None:
        """Cut a signature loosely out of a card; None if specimens are to be clean."""
        if not self._from_cards:
            return None
        while True:
            uneven = unevenly_inked(ink, pen=random_pen(rng), dpi=SIGNATURE_DPI, rng=rng)
            kind = list(CardKind)[int(rng.integers(len(CardKind)))]
            way = (Capture.COLOUR, Capture.GREY)[int(rng.integers(2))]
            try:
                flat = compose_card(rng, kind=kind, signatures=[uneven], dpi=200.0)
                card = capture(flat, rng, kind=way)
            except ValueError:  # the signature left the sheet
                continue
            break
        box, (height, width) = card.boxes[0], card.image.shape[:2]
        x, y = round(LOOSE * box.w), round(LOOSE * box.h)
        rows = slice(max(box.y - y, 0), min(box.y + box.h + y, height))
        columns = slice(max(box.x - x, 0), min(box.x + box.w + x, width))
        colour = colour_of(card)
        found = clean_image(
            grey_of(card)[rows, columns],
            colour=None if colour is None else colour[rows, columns],
            separator=self._separator,
        ).signature
        if assess(found.grey, found.pen.ink):
            self.lost[kind.value] += 1
            return None, kind.value, False
        canvas = normalize_ink(found.pen.ink, self._config)
        return self._encoder.embed(canvas[None]), kind.value, found.pen.doubt > MAX_DOUBT

    def _clean(self, ink: Image) -> Embedding | None:
        if assess(255 - ink, ink):
            return None
        return self._encoder.embed(normalize_ink(ink, self._config)[None])

    def _through(
        self, ink: Image, *, kind: Capture, rng: np.random.Generator
    ) -> tuple[Embedding | None, bool]:
        cheque = None
        while cheque is None:
            pen = random_pen(rng)
            uneven = unevenly_inked(ink, pen=pen, dpi=SIGNATURE_DPI, rng=rng)
            try:
                flat = compose_cheque(rng, signatures=[uneven], dpi=float(rng.choice((200, 300))))
                near = flat if self._verifier else part_around(flat, 0, reach=0.7)
                cheque = capture(near, rng, kind=kind)
            except ValueError:  # the signature left the sheet
                continue
        embedding, referred = self._whole(cheque) if self._verifier else self._boxed(cheque)
        if embedding is None:
            self.lost[kind.value] += 1
        return embedding, referred

    def _boxed(self, cheque: ComposedCheque) -> tuple[Embedding | None, bool]:
        cutout = cut_out(
            grey_of(cheque),
            colour=colour_of(cheque),
            box=cheque.boxes[0],
            degrees=cheque.degrees,
        )
        found = clean_cutout(cutout, separator=self._separator)
        if assess(cutout.grey, found.ink):
            return None, False
        canvas = normalize_ink(found.ink, self._config)
        return self._encoder.embed(canvas[None]), found.doubt > MAX_DOUBT

    def _whole(self, cheque: ComposedCheque) -> tuple[Embedding | None, bool]:
        assert self._verifier is not None
        scan = Scan(
            grey=grey_of(cheque),
            colour=colour_of(cheque),
            dpi=cheque.dpi,
            page=0,
            page_count=1,
            sha256="0" * 64,
            format="PNG",
        )
        prepared = self._verifier.prepare_scan(scan, path=Path("made-up.png"))
        embedding = None if prepared.embedding is None else prepared.embedding[None]
        return embedding, any(finding.kind in DOUBTS for finding in prepared.quality)


def assess(grey: Image, ink: Image) -> bool:
    """Return whether a signature is unusable."""
    return any(fault.severity is Severity.UNUSABLE for fault in assess_quality(grey, ink))


def grey_of(cheque: ComposedCheque) -> Image:
    """Return the captured image in grey."""
    return np.asarray(cv2.cvtColor(cheque.image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def colour_of(cheque: ComposedCheque) -> Image | None:
    """Return the captured image in colour, or None if it has no colour."""
    channels = cheque.image
    same = np.array_equal(channels[:, :, 0], channels[:, :, 1]) and np.array_equal(
        channels[:, :, 1], channels[:, :, 2]
    )
    return None if same else channels


def similarities(
    questioned: Embedding | None, references: Sequence[Embedding | None]
) -> list[float]:
    """Return the similarities of one signature to each reference."""
    usable = [reference for reference in references if reference is not None]
    if questioned is None or not usable:
        return [LOST] * len(references)
    distances = iter(embedding_distances(questioned, np.concatenate(usable))[0])
    return [LOST if one is None else -float(next(distances)) for one in references]


def report(name: str, pairs: list[Pair], *, seed: int) -> None:
    """Print both rates of a set and their difference, for all and for those not referred."""
    compare(name, pairs, seed=seed)
    for kind in sorted({pair.kind for pair in pairs}):
        some = [pair for pair in pairs if pair.kind is kind]
        if {pair.label for pair in some} == set(Label):
            print(f"    {kind.value}: {difference(some):+.1f} points, {len(some)} comparisons")
    for card in sorted({pair.card for pair in pairs if pair.card}):
        some = [pair for pair in pairs if pair.card == card]
        if {pair.label for pair in some} == set(Label):
            print(f"    specimen {card}: {difference(some):+.1f} points, {len(some)} comparisons")
    judged = [pair for pair in pairs if not pair.referred]
    print(f"  referred for print in the ink: {1 - len(judged) / len(pairs):.1%}; of the others:")
    compare(name, judged, seed=seed)


def compare(name: str, pairs: list[Pair], *, seed: int) -> None:
    """Print both rates of some comparisons and their difference."""
    rates: list[str] = []
    for way in ("clean", "through"):
        genuine, forged = scores(pairs, way, Label.GENUINE), scores(pairs, way, Label.FORGED)
        rate = equal_error_rate(genuine.values, forged.values).value
        low, high = equal_error_interval(genuine, forged, seed=seed)
        rates.append(f"{way} {100 * rate:.2f} % [{100 * low:.1f}, {100 * high:.1f}]")
    counts = Counter(pair.label for pair in pairs)
    print(f"{name}: {counts[Label.GENUINE]} genuine, {counts[Label.FORGED]} forged comparisons")
    print(f"  skilled EER {'; '.join(rates)}")
    low, high = difference_interval(pairs, seed=seed)
    print(f"  through less clean: {difference(pairs):+.2f} points [{low:+.1f}, {high:+.1f}]")


def scores(pairs: list[Pair], way: str, label: Label) -> WriterScores:
    """Return the similarities of one kind of comparison."""
    chosen = [pair for pair in pairs if pair.label is label]
    return WriterScores(
        np.array([getattr(pair, way) for pair in chosen]),
        np.array([pair.writer for pair in chosen]),
    )


def difference(pairs: list[Pair]) -> float:
    """Return the percentage points of equal error rate that the cheque adds."""

    def rate(way: str) -> float:
        return equal_error_rate(
            [getattr(pair, way) for pair in pairs if pair.label is Label.GENUINE],
            [getattr(pair, way) for pair in pairs if pair.label is Label.FORGED],
        ).value

    return 100 * (rate("through") - rate("clean"))


def difference_interval(pairs: list[Pair], *, seed: int) -> tuple[float, float]:
    """Return the 95 % percentile interval of the difference, by a paired bootstrap over writers."""
    own: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        own[pair.writer].append(pair)
    writers = sorted(own)
    rng = np.random.default_rng(seed)
    drawn: list[float] = []
    while len(drawn) < RESAMPLES:
        chosen = rng.integers(len(writers), size=len(writers))
        some = [pair for i in chosen for pair in own[writers[i]]]
        # Where much is referred, a writer may have no genuine comparison left.
        if {pair.label for pair in some} == set(Label):
            drawn.append(difference(some))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


if __name__ == "__main__":
    main()
