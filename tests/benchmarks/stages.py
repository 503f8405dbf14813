"""Measures the processor time of each stage of a crop pair and of a cheque. Run by hand:

python -m tests.benchmarks.stages FOLDER [--other CHECKOUT] [--rounds 5]

Prints milliseconds of processor time by one thread for each image or pair: the least of several
rounds, each in a process of its own. With `--other` another checkout of the program does the same
in turn. The images are those of `tests/benchmarks/batch.py`; they are written to FOLDER.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parents[2]
MEASURE: Final = "--measure"
CROPS: Final = 24
CHEQUES: Final = 8


class Stages:
    """Adds up the processor time of the stages, and counts how often each ran."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._runs: defaultdict[str, int] = defaultdict(int)

    def timed(self, stage: str, work: Callable[..., Any], *given: Any, **named: Any) -> Any:  # noqa: ANN401 - of each stage
        """Run a stage."""
        started = time.process_time()
        found = work(*given, **named)
        self._seconds[stage] += time.process_time() - started
        self._runs[stage] += 1
        return found

    def milliseconds(self) -> dict[str, float]:
        """Return the mean of each stage."""
        return {stage: 1000 * self._seconds[stage] / self._runs[stage] for stage in self._runs}


def measure(folder: Path) -> dict[str, float]:
    """Measure the program that this process imports."""
    import cv2

    from sigverify.detection.detector import shipped_detector
    from sigverify.encoding.artefact import load_artefact
    from sigverify.encoding.encoder import Encoder
    from sigverify.imaging.normalizing import normalize_ink
    from sigverify.imaging.quality import assess_quality
    from sigverify.imaging.reading.scans import read_scan
    from sigverify.paths import model_folder
    from sigverify.verification.copies import CopyTest
    from sigverify.verification.parallel import keep_freed_memory
    from sigverify.verification.verifier import Verifier

    cv2.setNumThreads(1)
    keep_freed_memory()
    model = model_folder(None)
    artefact = load_artefact(model)
    encoder, detector = Encoder(artefact, threads=1), shipped_detector()
    verifier = Verifier(model, threads=1)
    crops = [folder / "crops" / f"{number}.png" for number in range(CROPS)]
    cheques = [folder / "cheques" / f"{number}.jpg" for number in range(CHEQUES)]
    for path in (crops[0], cheques[0]):
        verifier.prepare(path)
    stages = Stages()
    for kind, paths in (("crop", crops), ("cheque", cheques)):
        for path in paths:
            scan = stages.timed(f"{kind}: read", read_scan, path)
            found = stages.timed(f"{kind}: detect", detector.detect, scan)
            if found.is_cheque and not found.found:
                continue  # an unsigned cheque has no further stage
            box = found.found[0].box if found.found else None
            grey, pen = stages.timed(
                f"{kind}: extract ink", detector.extract_ink, scan, box=box, detections=found
            )
            stages.timed(f"{kind}: assess", assess_quality, grey, pen.ink)
            canvas = stages.timed(
                f"{kind}: normalize", normalize_ink, pen.ink, artefact.preprocessing
            )
            stages.timed(f"{kind}: embed", encoder.embed, canvas[None])
    prepared = [verifier.prepare(path) for path in crops]
    for signature in prepared:
        stages.timed("lines", attrgetter("lines"), signature)
    test = CopyTest()
    for step, name in ((1, "same signer"), (3, "another signer")):
        for number in range(0, CROPS - step, 2):
            one, other = prepared[number], prepared[number + step]
            stages.timed(f"copy, {name}", test, one, other)
            stages.timed(f"altered copy, {name}", test.altered, one, [other])
            stages.timed(f"verify, {name}", verifier.verify, one, [other])
    return stages.milliseconds()


def main() -> None:
    """Draw the images, run the rounds, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--other", type=Path, metavar="CHECKOUT")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(MEASURE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder: Path = options.folder.resolve()
    if options.measure:
        print(json.dumps(measure(folder)))
        return
    from tests.benchmarks.batch import draw_cheque, draw_crop, made

    made(folder / "crops", CROPS, drawn=CROPS, picture=draw_crop, suffix=".png")
    made(folder / "cheques", CHEQUES, drawn=CHEQUES, picture=draw_cheque, suffix=".jpg")
    places = [HERE] if options.other is None else [options.other.resolve(), HERE]
    least: list[dict[str, float]] = [{} for _ in places]
    for _ in range(options.rounds):
        for times, place in zip(least, places, strict=True):
            for stage, milliseconds in once(folder, checkout=place).items():
                times[stage] = min(times.get(stage, milliseconds), milliseconds)
    print(f"load {os.getloadavg()[0]:.1f}; milliseconds, least of {options.rounds} rounds")
    for stage in least[-1]:
        print(f"{stage:28}", *(f"{times.get(stage, float('nan')):8.2f}" for times in least))


def once(folder: Path, *, checkout: Path) -> dict[str, float]:
    """Measure a checkout in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1"}
    ended = subprocess.run(
        [sys.executable, str(Path(__file__)), str(folder), MEASURE],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(ended.stdout)
    return found


if __name__ == "__main__":
    main()
